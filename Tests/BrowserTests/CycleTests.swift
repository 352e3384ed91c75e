import NIOHTTP1
import TestSupport
import Testing

extension InBrowsers {
    /// What a silent cycle is to the site around it (livefyre-protocol.md 13, 97 and 100).
    @Suite struct CycleTests {
        @Test(arguments: ["quiet", "full"])
        func `a cycle leaves the site's own cookie alone and calls no logout`(cycle: String) async throws {
            try await Stage.run { stage, devices in
                let tab = try await stage.open(on: devices[0]) { $0.cycle = cycle }
                try await tab.run("document.cookie = 'site=its-own-session'")
                try await tab.signIn()
                try await tab.untilShown("Ada Lovelace")
                try await stage.rename("Ada L.", by: try await stage.hand())
                try await tab.untilShown("Ada L.")
                #expect(stage.detour.count("POST", "/auth/cycle") == 1)
                #expect(stage.detour.count("POST", "/auth/logout") == 0)
                #expect(try await tab.text("document.cookie")?.contains("site=its-own-session") == true)
                #expect(try await tab.events().contains("auth logout") == (cycle == "full"))
            }
        }

        @Test func `until its cycle the page shows the token's name, and the network already the new one`() async throws
        {
            try await Stage.run { stage, devices in
                let tab = try await stage.open(on: devices[0])
                try await tab.signIn()
                try await tab.untilShown("Ada Lovelace")
                stage.detour.treat { $0.method == "POST" && $0.path == "/auth/cycle" ? .hold : .pass }
                try await stage.rename("Ada L.", by: try await stage.hand())
                try await stage.detour.until("POST", "/auth/cycle")
                _ = try await stage.running.networkUser("ada") { $0.string("display_name") == "Ada L." }
                #expect(try await tab.text("auth.get('livefyre').get('displayName')") == "Ada Lovelace")
                stage.detour.release()
                try await tab.untilShown("Ada L.")
            }
        }
    }
}
