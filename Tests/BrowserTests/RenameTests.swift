import TestSupport
import Testing

extension InBrowsers {
    /// The main job: a new name in every tab and on every device, and nothing else happens there.
    @Suite struct RenameTests {
        @Test(arguments: ["quiet", "full"], Engine.allCases)
        func `two tabs and a second device show a new name everywhere`(cycle: String, engine: Engine) async throws {
            try await Stage.run(in: engine, devices: 2) { stage, devices in
                let first = try await stage.open(on: devices[0]) {
                    $0.cycle = cycle; $0.comments = true
                }
                let second = try await stage.open(on: devices[0]) {
                    $0.cycle = cycle; $0.comments = true
                }
                let far = try await stage.open(on: devices[1]) {
                    $0.cycle = cycle; $0.comments = true
                }
                try await first.signIn()
                try await far.signIn()
                let tabs = [first, second, far]
                for tab in tabs { try await tab.untilShown("Ada Lovelace") }
                let births = try await tabs.births()
                try await first.run("await nameplate.update({ display_name: 'Ada L.' })")
                for tab in tabs { try await tab.untilShown("Ada L.") }
                #expect(try await tabs.births() == births, "a page was loaded anew")
                #expect(try await devices[0].tabs.count == 3)
                #expect(try await devices[1].tabs.count == 2)
                for tab in tabs {
                    try await tab.reload()
                    try await tab.untilReady()
                    try await tab.untilShown("Ada L.")
                }
            }
        }

        @Test func `a hidden tab follows too`() async throws {
            try await Stage.run { stage, devices in
                let hidden = try await stage.open(on: devices[0]) { $0.comments = true }
                try await hidden.signIn()
                let seen = try await stage.open(on: devices[0], as: .tab) { $0.comments = true }
                try await seen.untilShown("Ada Lovelace")
                try await seen.run("await nameplate.update({ display_name: 'Ada L.' })")
                try await seen.untilShown("Ada L.")
                try await hidden.untilShown("Ada L.")
            }
        }

        @Test func `two hundred renames cause no logout, and leave alone what is being typed`() async throws {
            try await Stage.run(devices: 2) { stage, devices in
                let near = try await stage.open(on: devices[0]) { $0.comments = true }
                try await near.signIn()
                let far = try await stage.open(on: devices[1]) { $0.comments = true }
                try await far.signIn()
                for tab in [near, far] {
                    try await tab.untilShown("Ada Lovelace")
                    try await tab.type("half a th", into: ".fyre-editor textarea")
                    try await tab.run("window.box = document.querySelector('.fyre-editor textarea')")
                }
                let hand = try await stage.hand()
                for number in 1...200 { try await stage.rename("Ada \(number)", by: hand) }
                for tab in [near, far] {
                    try await tab.untilShown("Ada 200")
                    try await tab.type("ought", into: ".fyre-editor textarea")
                    #expect(try await tab.text("box.value") == "half a thought")
                    #expect(try await tab.holds("box === document.querySelector('.fyre-editor textarea')"))
                    #expect(try await tab.holds("document.activeElement === box"))
                    #expect(try await tab.events().contains("auth logout") == false)
                    #expect(try await tab.count("error") == 0)
                    #expect(try await tab.count("signed-out") == 0)
                }
                // Names may be skipped, and none may come after a newer one.
                let versions = try await far.versions()
                #expect(versions == versions.sorted())
            }
        }

        @Test func `comments keep their author's old name until the network's copy of the page is renewed`()
            async throws
        {
            try await Stage.run { stage, devices in
                let tab = try await stage.open(on: devices[0]) { $0.comments = true }
                try await tab.signIn()
                try await tab.untilShown("Ada Lovelace")
                try await tab.type("A thought.", into: ".fyre-editor textarea")
                try await tab.click(".fyre-post")
                try await tab.until("document.querySelector('.fyre-comment-body')?.textContent.includes('A thought.')")
                try await tab.run("await nameplate.update({ display_name: 'Ada L.' })")
                try await tab.until("document.querySelector('.fyre-comment-author')?.textContent.includes('Ada L.')")
            }
        }
    }
}
