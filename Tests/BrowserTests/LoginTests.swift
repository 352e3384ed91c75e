import NIOHTTP1
import TestSupport
import Testing

extension InBrowsers {
    /// The login as a publisher's page uses it: a window of the service's own.
    @Suite struct LoginTests {
        static let plan = Stage.Plan(siteHost: "www.example.localhost", serviceHost: "sso.example.localhost")

        /// A publisher's page whose buttons ask Livefyre's `auth`, as components do.
        private static func run(_ body: @escaping @Sendable (Stage, Device, Tab) async throws -> Void) async throws {
            try await Stage.run(plan) { stage, devices in
                let page = try await stage.open(on: devices[0]) { $0.comments = true }
                try await page.run(
                    """
                    window.heard = [];
                    addEventListener('message', ({ origin, data }) => heard.push({ origin, data }));
                    document.querySelector('#sign-in').onclick = () => auth.login(
                      error => note('finished', { trouble: error?.message ?? '' }));
                    """
                )
                try await body(stage, devices[0], page)
            }
        }

        @Test func `two clicks open one window, and each is answered once the reader is in`() async throws {
            try await Self.run { stage, device, page in
                let popup = try await device.tab { try await page.click("#sign-in") }
                try await page.click("#sign-in")
                try await popup.untilVisible("#login")
                try await popup.until("#purpose", says: "take part at www.example.localhost")
                #expect(try await device.tabs.count == 3, "a second window was opened")
                try await popup.fillLogin(in: "#login", user: "ada", password: "sesame")
                try await popup.until("#login-error", says: "The user or the password is wrong")
                #expect(try await popup.value(of: "#user") == "ada")

                try await popup.fillLogin(in: "#login", user: "ada", password: "open-sesame")
                try await page.untilShown("Ada Lovelace")
                try await device.tabs { $0.count == 2 }
                try await page.until("log.filter(entry => entry.what === 'finished').length === 2")
                #expect(try await page.troubles() == ["", ""])
            }
        }

        @Test func `the publisher's page hears that somebody signed in, and nothing of the password`() async throws {
            try await Self.run { stage, device, page in
                try await page.run("window.fields = document.querySelectorAll('input, dialog').length")
                let popup = try await device.tab { try await page.click("#sign-in") }
                try await popup.untilVisible("#login")
                #expect(try await page.holds("document.querySelectorAll('input, dialog').length === fields"))
                try await popup.fillLogin(in: "#login", user: "ada", password: "open-sesame")
                try await page.untilShown("Ada Lovelace")
                let heard = try await page.text("JSON.stringify(heard)")
                #expect(heard == #"[{"origin":"\#(stage.service)","data":{"nameplate":"signed-in"}}]"#)
                let kept = try await page.text("JSON.stringify([localStorage, log, document.cookie])")
                #expect(kept?.contains("open-sesame") == false)
            }
        }

        @Test(arguments: ["#cancel", nil])
        func `a closed window is a login that was cancelled`(button: String?) async throws {
            try await Self.run { stage, device, page in
                let popup = try await device.tab { try await page.click("#sign-in") }
                try await popup.untilVisible("#login")
                if let button { try await popup.click(button) } else { try await popup.close() }
                try await device.tabs { $0.count == 2 }
                try await page.untilNoted("finished")
                #expect(try await page.troubles() == ["The login was cancelled."])
                #expect(try await page.holds("nameplate.session === null"))
            }
        }

        @Test func `a window that the browser doesn't open is told of`() async throws {
            try await Stage.run(Self.plan) { stage, _ in
                try await PopupBlocking.with { device in
                    let page = try await stage.open(on: device)
                    let code = "await nameplate.signIn().catch(problem => problem.code)"
                    #expect(try await page.run("return \(code)", as: String.self) == "popup-blocked")
                    // In a click it does.
                    let popup = try await device.tab { try await page.click("#sign-in") }
                    try await popup.untilVisible("#login")
                }
            }
        }

        @Test func `a reader whom the service knows continues without a password`() async throws {
            try await Self.run { stage, device, page in
                try await page.keepCookie(of: stage.hand(), for: stage.service)
                // A page that is looked at finds the session by itself, and would close a window of its own.
                let popup = try await device.tab {
                    try await page.openByClick("\(stage.login)?for=\(stage.publisher.origin)")
                }
                try await popup.untilAfterNavigation("document.querySelector('#continue')?.textContent")
                #expect(try await popup.text(of: "#continue")?.contains("Ada Lovelace") == true)
                try await popup.untilHidden("#login")
                #expect(try await popup.hasFocus("#continue"))
                try await popup.click("#continue")
                try await device.tabs { $0.count == 2 }
                try await page.until("heard.length === 1 && heard[0].data.nameplate === 'signed-in'")
                try await page.untilShown("Ada Lovelace")
            }
        }

        static let hostile = [
            "javascript:alert(1)", "data:text/html,x", "*", "null", "//www.example.localhost",
            "https://evil.example/path",
        ]

        @Test func `an address that is no origin is told nothing`() async throws {
            try await Self.run { stage, device, page in
                for address in Self.hostile {
                    let popup = try await device.tab {
                        try await page.openByClick("\(stage.login)?for=\(address)")
                    }
                    try await popup.untilAfterNavigation("document.querySelector('#login')")
                    #expect(try await popup.text(of: "#purpose") == "Sign in to see and change your account.")
                    try await popup.untilHidden("#cancel")
                    try await popup.signInHere()
                    try await popup.click("#continue")
                    try await popup.untilAfterNavigation("location.pathname === '/account'")
                    try await popup.run("await new Nameplate().logout()")
                    try await popup.close()
                }
                #expect(try await page.holds("heard.length === 0"))
            }
        }

        @Test func `an origin that didn't open the window doesn't make it tell the one that did`() async throws {
            try await Self.run { stage, device, page in
                let popup = try await device.tab {
                    try await page.openByClick("\(stage.login)?for=https%3A%2F%2Fevil.example")
                }
                try await popup.untilAfterNavigation("document.querySelector('#login')")
                try await popup.fillLogin(in: "#login", user: "ada", password: "open-sesame")
                try await device.tabs { $0.count == 2 }
                #expect(try await page.holds("heard.length === 0"))
            }
        }

        @Test func `a site's own login hands the reader over by a code`() async throws {
            try await Stage.run(Self.plan) { stage, devices in
                let page = try await stage.open(on: devices[0]) {
                    $0.comments = true; $0.login = "host"
                }
                try await page.click(".fyre-login")
                try await page.untilNoted("host login")
                try await page.run("hostLogin.reject(Object.assign(new Error('No thanks'), { code: 'gave-up' }))")
                try await page.until(".fyre-error", says: "No thanks")

                try await page.click(".fyre-login")
                try await page.until("log.filter(entry => entry.what === 'host login').length === 2")
                let answer = try await stage.running.backend.call(.POST, "/users/ada/handoff")
                try await page.run("hostLogin.resolve(given[0])", try #require(answer.string("code")))
                try await page.untilShown("Ada Lovelace")
                #expect(try await devices[0].tabs.count == 2, "a window was opened")
            }
        }

        @Test func `one's own name and comments lead to the account page`() async throws {
            try await Self.run { stage, device, page in
                try await page.signIn()
                try await page.untilShown("Ada Lovelace")
                let edit = try await device.tab { try await page.click(".fyre-edit-profile") }
                try await edit.untilAfterNavigation("location.href === '\(stage.account)'")
                try await edit.untilReader("Ada Lovelace")
                #expect(try await edit.holds("opener === null"))
                try await page.type("A thought.", into: ".fyre-editor textarea")
                try await page.click(".fyre-post")
                try await page.untilVisible(".fyre-comment-author")
                let view = try await device.tab { try await page.click(".fyre-comment-author") }
                try await view.untilAfterNavigation("location.href === '\(stage.account)'")
            }
        }
    }
}

extension Tab {
    fileprivate func openByClick(_ address: String) async throws {
        try await run("document.querySelector('#sign-in').onclick = () => open(given[0], '_blank', 'popup')", address)
        try await click("#sign-in")
    }

    /// Gives the browser the session of another one.
    fileprivate func keepCookie(of browser: Browser, for address: String) async throws {
        let parts = try #require(browser.currentCookie).split(separator: "=", maxSplits: 1).map(String.init)
        try await browserCommand("Network.setCookie", ["name": parts[0], "value": parts[1], "url": address])
    }

    /// What the callbacks of `auth.login` were given; nothing for a login that went well.
    fileprivate func troubles() async throws -> [String] {
        try await value("log.filter(entry => entry.what === 'finished').map(entry => entry.trouble)", as: [String].self)
    }
}
