import Foundation
import Testing

extension InBrowsers {
    /// Pages as readers with a keyboard, a screen reader or weak eyes need them (WCAG 2.2, AA).
    @Suite struct AccessibilityTests {
        @Test(arguments: ["light", "dark"])
        func `each page has names, order, contrast and room enough`(scheme: String) async throws {
            let script = try String(contentsOf: Places.pages.appending(path: "accessibility.js"), encoding: .utf8)
            let prefer = ["features": [["name": "prefers-color-scheme", "value": scheme]]]
            try await Stage.visitEveryPage(
                prepare: { tab in try await tab.browserCommand("Emulation.setEmulatedMedia", prefer) },
                { _, tab, page in
                    // From then on browsers show where the focus is.
                    try await tab.press("\u{E004}")
                    let findings = try await tab.run(script, as: [String].self)
                    #expect(findings == [], "\(page)")
                }
            )
        }

        @Test func `the keyboard reaches each control in the order of the page, and shows where it is`() async throws {
            try await Stage.visitEveryPage { _, tab, page in
                var walk = try await Self.walk(tab)
                // What came in late, or was drawn anew meanwhile, isn't what was looked for.
                for _ in 0..<5 where try await !tab.holds(Self.isAsCollected) {
                    try await tab.run(Self.goesToStart)
                    walk = try await Self.walk(tab)
                }
                try #require(walk.count > 1, "\(page)")
                #expect(walk.visited == Array(walk.start..<walk.count), "\(page)")
                #expect(walk.unseen == [], "\(page)")
            }
        }

        /// What the keyboard comes by, as places among the controls of the page.
        private struct Walk {
            let start: Int
            let count: Int
            var visited: [Int] = []
            /// Those that don't show that they have the focus.
            var unseen: [Int] = []
        }

        private static func walk(_ tab: Tab) async throws -> Walk {
            try await tab.run(collectControls)
            var walk = Walk(
                start: try await tab.value("start", as: Int.self),
                count: try await tab.value("controls.length", as: Int.self)
            )
            for _ in walk.start..<walk.count {
                try await tab.press("\u{E004}")
                walk.visited.append(try await tab.value("controls.indexOf(document.activeElement)", as: Int.self))
                if try await !tab.holds(showsFocus) { walk.unseen += walk.visited.suffix(1) }
            }
            return walk
        }

        private static let collectControls = """
            const root = document.querySelector('dialog[open]') ?? document;
            const selector = 'a[href], button:enabled, input:enabled, select:enabled, textarea:enabled, [tabindex="0"]';
            window.collect = () => [...root.querySelectorAll(selector)]
              .filter(control => control.checkVisibility({ visibilityProperty: true }));
            window.controls = collect();
            const focused = document.activeElement;
            const isPassed = control => control.compareDocumentPosition(focused) & Node.DOCUMENT_POSITION_FOLLOWING;
            window.start = controls.filter(control => focused !== document.body && (control === focused || isPassed(control))).length;
            """

        private static let isAsCollected = """
            collect().length === controls.length && collect().every((control, place) => control === controls[place])
            """

        private static let goesToStart = """
            document.body.tabIndex = -1;
            document.body.focus();
            document.body.removeAttribute('tabindex');
            """

        private static let showsFocus = """
            document.activeElement.matches(':focus-visible') \
            && getComputedStyle(document.activeElement).outlineStyle !== 'none'
            """
    }
}
