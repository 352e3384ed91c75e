import TestSupport
import Testing

extension InBrowsers {
    @Suite struct RenameTests {
        @Test func `a name changed elsewhere is in the page's header at once`() async throws {
            try await Stage.run { stage, devices in
                let tab = try await stage.open(on: devices[0])
                try await tab.run("await nameplate.login({ user: 'ada', password: 'open-sesame' })")
                try await tab.until("document.querySelector('#reader').textContent === 'Ada Lovelace'")
                let hand = try await stage.hand()
                try await stage.rename("Ada L.", by: hand)
                try await tab.until("document.querySelector('#reader').textContent === 'Ada L.'")
            }
        }
    }
}
