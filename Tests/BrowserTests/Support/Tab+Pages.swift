/// What people do on the project's own pages, and what these show them.
extension Tab {
    /// Signs in without the page's form.
    func signInHere(_ user: String = "ada") async throws {
        try await run("await new Nameplate().login({ user: given[0], password: 'open-sesame' })", user)
        try await until("new Nameplate().session?.user.id === '\(user)'")
    }

    /// Signs in by the dialog or form that holds `selector`.
    func fillLogin(in selector: String, user: String, password: String) async throws {
        try await fill("\(selector) [name='user']", with: user)
        try await fill("\(selector) [name='password']", with: password)
        try await press("\u{E007}")
    }

    /// Puts the text in the place of what a field holds, as an input method does: other than keys, it knows all signs.
    func fill(_ selector: String, with text: String) async throws {
        try await run("document.querySelector(given[0]).focus(); document.activeElement.select()", selector)
        if text.isEmpty { try await press("\u{E017}") }
        try await browserCommand("Input.insertText", ["text": text])
    }

    /// Clicks in the middle of the window, where nothing lies over the page.
    func click(inTheMiddle selector: String) async throws {
        try await run("document.querySelector(given[0]).scrollIntoView({ block: 'center' })", selector)
        try await click(selector)
    }

    func text(of selector: String) async throws -> String? {
        try await text("document.querySelector(`\(selector)`)?.textContent")
    }

    func value(of selector: String) async throws -> String? {
        try await text("document.querySelector(`\(selector)`)?.value")
    }

    func untilVisible(_ selector: String) async throws {
        try await until(Self.isVisible(selector))
    }

    func untilHidden(_ selector: String) async throws {
        try await until("!\(Self.isVisible(selector))")
    }

    /// Waits until the element's text holds this.
    func until(_ selector: String, says text: String) async throws {
        try await until("document.querySelector(`\(selector)`)?.textContent.includes('\(text)')")
    }

    func untilReader(_ name: String) async throws {
        try await until(
            "document.querySelector('#reader-name').textContent === '\(name)' && \(Self.isVisible("#reader-name"))"
        )
    }

    /// Waits until nobody is signed in, and the page offers to.
    func untilNobody() async throws {
        try await until("new Nameplate().session === null && \(Self.isVisible("#sign-in"))")
    }

    /// Waits for a notice about the reader.
    func untilNotice(_ text: String) async throws {
        try await until(".notice.is-shown[data-kind=reader]", says: text)
    }

    static func isVisible(_ selector: String) -> String {
        "document.querySelector(`\(selector)`)?.checkVisibility({ visibilityProperty: true })"
    }

    /// Whether the element has the focus.
    func hasFocus(_ selector: String) async throws -> Bool {
        try await holds("document.activeElement === document.querySelector(`\(selector)`)")
    }
}
