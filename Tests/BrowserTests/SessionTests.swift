import NIOHTTP1
import TestSupport
import Testing

extension InBrowsers {
    /// Who is signed in, in tabs that learn of it in their own time.
    @Suite struct SessionTests {
        @Test func `a logout everywhere signs the other device out, and it stays so after a reload`() async throws {
            try await Stage.run(devices: 2) { stage, devices in
                let near = try await stage.open(on: devices[0]) { $0.comments = true }
                let far = try await stage.open(on: devices[1]) { $0.comments = true }
                for tab in [near, far] {
                    try await tab.signIn()
                    try await tab.untilShown("Ada Lovelace")
                }
                try await near.run("await nameplate.logout({ scope: 'everywhere' })")
                for tab in [near, far] { try await tab.untilSignedOut() }
                #expect(try await far.text("log.find(entry => entry.what === 'signed-out').reason") == "everywhere")
                try await far.reload()
                try await far.untilReady()
                try await far.untilSignedOut()
                #expect(try await far.storedKeys() == [])
            }
        }

        @Test(arguments: Engine.allCases)
        func `a logout here signs out each tab, and no other device`(engine: Engine) async throws {
            try await Stage.run(in: engine, devices: 2) { stage, devices in
                let first = try await stage.open(on: devices[0]) { $0.comments = true }
                let second = try await stage.open(on: devices[0]) { $0.comments = true }
                let far = try await stage.open(on: devices[1]) { $0.comments = true }
                for tab in [first, far] { try await tab.signIn() }
                for tab in [first, second, far] { try await tab.untilShown("Ada Lovelace") }
                try await first.click(".fyre-logout")
                for tab in [first, second] { try await tab.untilSignedOut() }
                try await far.reload()
                try await far.untilReady()
                try await far.untilShown("Ada Lovelace")
                #expect(try await first.count("auth logout") == 1)
            }
        }

        @Test(arguments: Engine.allCases)
        func `another reader in one tab is a question in the other`(engine: Engine) async throws {
            try await Stage.run(in: engine) { stage, devices in
                try await stage.running.create("grace", name: "Grace Hopper")
                let first = try await stage.open(on: devices[0]) { $0.comments = true }
                try await first.signIn()
                let second = try await stage.open(on: devices[0]) {
                    $0.comments = true; $0.asksBeforeSwitch = true
                }
                try await second.untilShown("Ada Lovelace")
                try await second.type("as Ada", into: ".fyre-editor textarea")
                try await first.signIn("grace")
                try await first.untilShown("Grace Hopper")
                try await second.untilNoted("switch")
                let isHeld = "document.querySelector('.fyre-editor textarea')?.value === 'as Ada'"
                #expect(try await second.holds(isHeld))
                #expect(try await second.text("document.querySelector('#reader').textContent") == "Ada Lovelace")
                try await second.run("change.accept()")
                try await second.untilShown("Grace Hopper")
                #expect(try await second.holds(isHeld) == false, "what was typed as Ada could be sent as Grace")
                #expect(try await second.count("switch") == 1)
            }
        }

        @Test func `what is typed as one reader is never sent as another`() async throws {
            try await Stage.run { stage, devices in
                try await stage.running.create("grace", name: "Grace Hopper")
                let first = try await stage.open(on: devices[0])
                try await first.signIn()
                let second = try await stage.open(on: devices[0]) { $0.asksBeforeSwitch = true }
                try await second.untilShown("Ada Lovelace")
                try await first.signIn("grace")
                try await second.untilNoted("switch")
                let refusal = try await second.run(
                    "return nameplate.update({ display_name: 'Ada L.' }).then(() => 'sent', problem => problem.code)",
                    as: String.self
                )
                #expect(refusal == "user-changed")
                let grace = try await stage.running.backend.call(.GET, "/users/grace")
                #expect(grace.string("profile.display_name") == "Grace Hopper")
            }
        }

        @Test func `a logout in the middle of a cycle stays a logout`() async throws {
            try await Stage.run { stage, devices in
                let tab = try await stage.open(on: devices[0]) { $0.comments = true }
                try await tab.signIn()
                try await tab.untilShown("Ada Lovelace")
                stage.detour.treat { $0.method == "POST" && $0.path == "/auth/cycle" ? .hold : .pass }
                let hand = try await stage.hand()
                try await stage.rename("Ada L.", by: hand)
                try await stage.detour.until("POST", "/auth/cycle")
                try await tab.click(".fyre-logout")
                try await tab.untilSignedOut()
                stage.detour.release()
                try await tab.untilAnswered("/auth/cycle")
                try await tab.untilSignedOut()
                #expect(try await tab.holds(Self.nobodyCameBack))
                try await tab.reload()
                try await tab.untilReady()
                try await tab.untilSignedOut()
            }
        }

        @Test func `a profile that is saved as the reader leaves doesn't bring them back`() async throws {
            try await Stage.run { stage, devices in
                let tab = try await stage.open(on: devices[0])
                try await tab.signIn()
                try await tab.untilShown("Ada Lovelace")
                stage.detour.treat { $0.method == "PATCH" ? .hold : .pass }
                try await tab.run("nameplate.update({ display_name: 'Ada L.' }).then(() => note('updated')); 0")
                try await tab.untilShown("Ada L.")
                try await tab.run("await nameplate.logout()")
                try await tab.untilSignedOut()
                stage.detour.release()
                try await tab.untilNoted("updated")
                try await tab.untilSignedOut()
                #expect(try await tab.holds(Self.nobodyCameBack))
            }
        }

        private static let nobodyCameBack = """
            log.slice(log.findIndex(entry => entry.what === 'signed-out')) \
            .every(entry => entry.what !== 'change' || entry.user === null)
            """

        /// Where no `auth` is there to do it.
        @Test func `a logout on a page without Livefyre removes what Livefyre stored`() async throws {
            try await Stage.run { stage, devices in
                let before = try await stage.open(on: devices[0]) { $0.comments = true }
                try await before.signIn()
                try await before.untilShown("Ada Lovelace")
                try await before.go("about:blank")
                let tab = try await stage.open(on: devices[0]) { $0.livefyre = nil }
                try await tab.untilShown("Ada Lovelace")
                #expect(try await tab.storedKeys().count == 2)
                try await tab.run("await nameplate.logout()")
                try await tab.untilSignedOut()
                #expect(try await tab.storedKeys() == [])
            }
        }

        @Test func `a login by Livefyre that comes after the logout is undone`() async throws {
            try await Stage.run { stage, devices in
                let tab = try await stage.open(on: devices[0]) { $0.comments = true }
                try await tab.signIn()
                try await tab.untilShown("Ada Lovelace")
                stage.networkDetour.treat { $0.path.hasPrefix("/api/v3.0/auth") ? .hold : .pass }
                let hand = try await stage.hand()
                let asked = stage.networkDetour.count("GET", "/api/v3.0/auth")
                try await stage.rename("Ada L.", by: hand)
                try await stage.networkDetour.until("GET", "/api/v3.0/auth", count: asked + 1)
                try await tab.run("await nameplate.logout()")
                try await tab.untilSignedOut()
                let logins = try await tab.count("auth login.livefyre")
                stage.networkDetour.release()
                try await tab.until(
                    "log.filter(entry => entry.what === 'auth login.livefyre').length === \(logins + 1)"
                )
                try await tab.untilSignedOut()
                #expect(try await tab.storedKeys() == [])
            }
        }
    }
}
