import TestSupport
import Testing

extension InBrowsers {
    /// What Livefyre's components get from our delegate when they ask for a login.
    @Suite struct DelegateTests {
        @Test func `two that ask at once get one dialog, and an answer each`() async throws {
            try await Stage.run { stage, devices in
                let tab = try await stage.open(on: devices[0]) { $0.login = "dialog" }
                try await tab.run(
                    """
                    window.answers = 0;
                    for (let asked = 0; asked < 2; asked += 1) auth.login(error => { if (!error) answers += 1 });
                    """
                )
                try await tab.until("document.querySelectorAll('dialog').length === 1")
                try await tab.fillLogin(in: "dialog", user: "ada", password: "open-sesame")
                try await tab.until("answers === 2")
                try await tab.untilShown("Ada Lovelace")
            }
        }

        @Test func `Escape is an error for the component, and gives the focus back`() async throws {
            try await Stage.run { stage, devices in
                let tab = try await stage.open(on: devices[0]) {
                    $0.login = "dialog"; $0.comments = true
                }
                try await tab.click(".fyre-login")
                try await tab.until("document.activeElement.name === 'user'")
                try await tab.press("\u{E00C}")
                try await tab.untilNoted("auth error")
                try await tab.until(
                    "!document.querySelector('dialog') && document.activeElement.matches('.fyre-login')"
                )
                #expect(try await tab.holds("nameplate.session === null"))
            }
        }

        @Test func `a site's own login may be given up`() async throws {
            try await Stage.run { stage, devices in
                let tab = try await stage.open(on: devices[0]) { $0.login = "host" }
                try await tab.run("auth.login(error => { window.reason = error?.message })")
                try await tab.untilNoted("host login")
                try await tab.run("hostLogin.reject(new Error('given up'))")
                try await tab.until("reason === 'given up'")
            }
        }
    }
}
