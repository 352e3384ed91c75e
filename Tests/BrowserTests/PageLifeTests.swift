import Livefyre
import Nameplate
import NIOHTTP1
import TestSupport
import Testing

extension InBrowsers {
    /// Pages that come back, wake up, or were told something else.
    @Suite struct PageLifeTests {
        @Test(arguments: Engine.allCases)
        func `back to a page with a draft finds the draft, and the name that is newest`(engine: Engine) async throws {
            try await Stage.run(in: engine) { stage, devices in
                let tab = try await stage.open(on: devices[0]) { $0.comments = true }
                try await tab.signIn()
                try await tab.untilShown("Ada Lovelace")
                try await tab.type("half a thought", into: ".fyre-editor textarea")
                try await tab.go(stage.publisher.origin + "/page.js")
                let hand = try await stage.hand()
                try await stage.rename("Ada L.", by: hand)
                try await tab.back()
                try await tab.untilShown("Ada L.")
                #expect(try await tab.count("restored") == 1, "the page was loaded anew")
                #expect(try await tab.text("document.querySelector('.fyre-editor textarea').value") == "half a thought")
                try await stage.rename("Ada K. L.", by: hand)
                try await tab.untilShown("Ada K. L.")
            }
        }

        @Test func `a logout while the page was left is seen when it comes back`() async throws {
            try await Stage.run { stage, devices in
                let tab = try await stage.open(on: devices[0]) { $0.comments = true }
                try await tab.signIn()
                try await tab.untilShown("Ada Lovelace")
                try await tab.go(stage.publisher.origin + "/page.js")
                let hand = try await stage.hand()
                _ = try await hand.call(.POST, "/auth/logout", #"{"scope":"everywhere"}"#)
                try await tab.back()
                try await tab.untilSignedOut()
            }
        }

        @Test func `a stored session with an old name is renewed at load`() async throws {
            try await Stage.run { stage, devices in
                let before = try await stage.open(on: devices[0]) { $0.comments = true }
                try await before.signIn()
                try await before.untilShown("Ada Lovelace")
                try await before.go("about:blank")
                let hand = try await stage.hand()
                try await stage.rename("Ada L.", by: hand)
                let tab = try await stage.open(on: devices[0]) { $0.comments = true }
                try await tab.untilShown("Ada L.")
                #expect(try await tab.events().contains("auth logout") == false)
            }
        }

        @Test func `a stored session of a reader who is signed out is gone after the load`() async throws {
            try await Stage.run { stage, devices in
                let before = try await stage.open(on: devices[0]) { $0.comments = true }
                try await before.signIn()
                try await before.untilShown("Ada Lovelace")
                try await before.go("about:blank")
                let hand = try await stage.hand()
                _ = try await hand.call(.POST, "/auth/logout", #"{"scope":"everywhere"}"#)
                let tab = try await stage.open(on: devices[0]) { $0.comments = true }
                try await tab.untilSignedOut()
                #expect(try await tab.storedKeys() == [])
            }
        }

        /// The host knows no silent cycle, so its logout would end the reader's session.
        @Test(arguments: ["quiet", "full"])
        func `a delegate that the page put in our place is never asked to log out`(cycle: String) async throws {
            try await Stage.run { stage, devices in
                let tab = try await stage.open(on: devices[0]) {
                    $0.cycle = cycle; $0.comments = true
                }
                try await tab.signIn()
                try await tab.untilShown("Ada Lovelace")
                try await tab.run(
                    """
                    window.logouts = 0;
                    auth.delegate({ login: () => {}, logout: finish => { logouts += 1; finish() } });
                    """
                )
                let hand = try await stage.hand()
                try await stage.rename("Ada L.", by: hand)
                try await tab.untilShown("Ada L.")
                try await tab.run("await nameplate.logout()")
                try await tab.until("document.querySelector('#reader').textContent === ''")
                #expect(try await tab.number("logouts") == 0)
            }
        }

        @Test(arguments: [-86_400, 86_400])
        func `a clock that is a day off changes nothing`(seconds: Int) async throws {
            try await Stage.run { stage, devices in
                let tab = try await devices[0].open()
                try await tab.skewClock(by: seconds)
                try await tab.go(try stage.publisher.page(stage.options { $0.comments = true }))
                try await tab.untilReady()
                try await tab.signIn()
                try await tab.untilShown("Ada Lovelace")
                let hand = try await stage.hand()
                try await stage.rename("Ada L.", by: hand)
                try await tab.untilShown("Ada L.")
                try await stage.expectGoodToken(in: tab, named: "Ada L.")
                #expect(stage.detour.count("GET", "/auth/token") == 0)
                #expect(try await tab.count("error") == 0)
                try await tab.reload()
                try await tab.untilReady()
                try await tab.untilShown("Ada L.")
            }
        }

        @Test func `a page that slept past its token's end has the right name and a good token`() async throws {
            try await Stage.run { stage, devices in
                let tab = try await devices[0].open()
                try await tab.skewClock(by: 0)
                try await tab.go(try stage.publisher.page(stage.options { $0.comments = true }))
                try await tab.untilReady()
                try await tab.signIn()
                try await tab.untilShown("Ada Lovelace")
                try await tab.freeze()
                stage.running.clock.advance(by: .seconds(7200))
                let hand = try await stage.hand()
                try await stage.rename("Ada L.", by: hand)
                try await tab.run("window.skew = 7200 * 1000")
                try await tab.thaw()
                try await tab.untilShown("Ada L.")
                try await stage.expectGoodToken(in: tab, named: "Ada L.")
                #expect(try await tab.count("error") == 0)
            }
        }
    }
}

extension Tab {
    /// Puts the pages' clock off by `window.skew` milliseconds, which a test may change.
    fileprivate func skewClock(by seconds: Int) async throws {
        let script = """
            window.skew = \(seconds * 1000);
            const now = Date.now;
            Date.now = () => now() + window.skew;
            window.Date = new Proxy(Date, {
              construct: (date, given) => (given.length ? new date(...given) : new date(Date.now())),
            });
            """
        try await browserCommand("Page.addScriptToEvaluateOnNewDocument", ["source": script])
    }
}

extension Stage {
    /// The page's token is one that the network takes now.
    fileprivate func expectGoodToken(in tab: Tab, named name: String) async throws {
        let token = try await tab.run("return await nameplate.token()", as: String.self)
        let claims = try running.network.verify(token, now: running.clock.now.seconds)
        #expect(claims.displayName == name)
    }
}
