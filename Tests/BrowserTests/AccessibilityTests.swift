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
                try await tab.run(Self.collectControls)
                let count = try await tab.value("controls.length", as: Int.self)
                let start = try await tab.value("start", as: Int.self)
                try #require(count > 1, "\(page)")
                var visited: [Int] = []
                for _ in start..<count {
                    try await tab.press("\u{E004}")
                    visited.append(try await tab.value("controls.indexOf(document.activeElement)", as: Int.self))
                    #expect(try await tab.holds(Self.showsFocus), "\(page): \(visited)")
                }
                #expect(visited == Array(start..<count), "\(page)")
            }
        }

        private static let collectControls = """
            const root = document.querySelector('dialog[open]') ?? document;
            const selector = 'a[href], button:enabled, input:enabled, select:enabled, textarea:enabled, [tabindex="0"]';
            window.controls = [...root.querySelectorAll(selector)]
              .filter(control => control.checkVisibility({ visibilityProperty: true }));
            const focused = document.activeElement;
            const isPassed = control => control.compareDocumentPosition(focused) & Node.DOCUMENT_POSITION_FOLLOWING;
            window.start = controls.filter(control => focused !== document.body && (control === focused || isPassed(control))).length;
            """

        private static let showsFocus = """
            document.activeElement.matches(':focus-visible') \
            && getComputedStyle(document.activeElement).outlineStyle !== 'none'
            """
    }
}
