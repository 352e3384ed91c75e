import TestSupport
import Testing

extension InBrowsers {
    /// What is asked of each page, whatever it is for.
    @Suite struct EveryPageTests {
        @Test func `each page loads from its own origins, without an error, and nothing moves`() async throws {
            try await Stage.visitEveryPage { stage, tab, page in
                let said = try await tab.log().filter { $0.level != "INFO" }
                #expect(said.isEmpty, "\(page): \(said)")
                // Studio begins empty and fills itself with all that has happened.
                let limit = page.hasPrefix(stage.running.sandbox) ? 0.2 : 0.01
                let shift = try await tab.layoutShift()
                #expect(shift < limit, "\(page)")
                let origins = try await tab.value(
                    "[...new Set(performance.getEntriesByType('resource').map(({ name }) => new URL(name).origin))]",
                    as: [String].self
                )
                #expect(!origins.isEmpty, "\(page)")
                let own = [stage.service, stage.network, stage.running.sandbox, "null"]
                #expect(Set(origins).subtracting(own) == [], "\(page)")
            }
        }

        @Test func `no page scrolls sideways where 320 pixels are all there is`() async throws {
            try await Stage.visitEveryPage(
                as: String(repeating: "W", count: 50),
                prepare: { tab in try await tab.browserCommand("Emulation.setDeviceMetricsOverride", Screen()) },
                { _, tab, page in
                    #expect(try await tab.number("innerWidth") == 320)
                    let widest = try await tab.number("document.documentElement.scrollWidth")
                    #expect(try #require(widest) <= 320, "\(page)")
                }
            )
        }

        @Test func `the first paint needs no script`() async throws {
            try await Stage.runDemo { stage, devices in
                let tab = try await devices[0].open()
                try await tab.browserCommand("Emulation.setScriptExecutionDisabled", ["value": true])
                for (address, text) in [
                    (stage.front, "A name changes once"), (stage.article, "hands it to the comments"),
                    (stage.account, "Your account needs JavaScript."), (stage.login, "Signing in needs JavaScript."),
                    (stage.studio, "Integration Settings"), (stage.console, "The console needs JavaScript."),
                ] {
                    try await tab.go(address)
                    let said = try await tab.text("document.querySelector('main').innerText")
                    #expect(said?.contains(text) == true, "\(address): \(said ?? "")")
                    #expect(try await tab.holds("document.querySelector('h1').getBoundingClientRect().height > 0"))
                    #expect(try await tab.holds("document.querySelector('header, .brand').innerText.trim()"))
                }
            }
        }

        @Test func `a new name moves nothing in the tabs that it reaches`() async throws {
            try await Stage.runDemo { stage, devices in
                var tabs: [Tab] = []
                for address in [stage.front, stage.article, stage.account] {
                    let tab = try await devices[0].open(address)
                    if tabs.isEmpty { try await tab.signInHere() }
                    try await tab.untilReader("Ada Lovelace")
                    tabs.append(tab)
                }
                try await tabs[1].untilVisible(".fyre-editor")
                try await tabs[2].untilVisible("#sessions li")
                try await tabs[2].untilVisible("#profile")
                for tab in tabs { #expect(try await tab.layoutShift() < 0.01) }
                let name = "Ada" + String(repeating: " Ada", count: 11)
                try await stage.rename(name, by: stage.hand())
                for (index, tab) in tabs.enumerated() {
                    try await tab.untilReader(name)
                    #expect(try await tab.layoutShift() < 0.01, "tab \(index)")
                }
            }
        }

        private struct Screen: Encodable, Sendable {
            let width = 320
            let height = 700
            let deviceScaleFactor = 1
            let mobile = false
        }
    }
}

extension Tab {
    /// How far the parts of the page have moved since it was loaded, whoever caused it (Layout Instability 1).
    fileprivate func layoutShift() async throws -> Double {
        try await run(
            """
            let sum = 0;
            new PerformanceObserver(list => list.getEntries().forEach(({ value }) => { sum += value }))
              .observe({ type: 'layout-shift', buffered: true });
            const frame = () => new Promise(resolve => requestAnimationFrame(() => setTimeout(resolve)));
            for (let frames = 0; frames < 3; frames += 1) await frame();
            return sum;
            """,
            as: Double.self
        )
    }
}
