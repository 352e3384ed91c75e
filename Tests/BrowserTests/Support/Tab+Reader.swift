import TestSupport

/// What a reader does on a publisher's page, and what it shows them.
extension Tab {
    func signIn(_ user: String = "ada") async throws {
        try await run("await nameplate.login({ user: given[0], password: 'open-sesame' })", user)
    }

    /// Waits until the name is in the header, in Livefyre's `auth` and in the comment form, where the page has them.
    func untilShown(_ name: String, within seconds: Int = 20) async throws {
        let name = "'\(name)'"
        try await until(
            """
            document.querySelector('#reader').textContent === \(name) \
            && (!window.auth || auth.get('livefyre')?.get('displayName') === \(name)) \
            && (!document.querySelector('.fyre-widget') \
            || document.querySelector('.fyre-user-name')?.textContent === \(name))
            """,
            within: seconds
        )
    }

    /// Waits until nobody is shown as signed in.
    func untilSignedOut() async throws {
        try await until(
            """
            nameplate.session === null && document.querySelector('#reader').textContent === '' \
            && !window.auth?.get('livefyre') && !document.querySelector('.fyre-editor')
            """
        )
    }

    /// How often something was noted since the page was loaded.
    func count(_ what: String) async throws -> Int {
        try await value("log.filter(entry => entry.what === '\(what)').length", as: Int.self)
    }

    /// Waits until the page has had an answer from this path, and the time to act on it.
    func untilAnswered(_ path: String) async throws {
        try await until("performance.getEntriesByType('resource').some(({ name }) => name.endsWith('\(path)'))")
        try await run("for (let turn = 0; turn < 20; turn += 1) await new Promise(resolve => setTimeout(resolve))")
    }

    func untilNoted(_ what: String) async throws {
        try await until("log.some(entry => entry.what === '\(what)')")
    }
}

extension [Tab] {
    /// A value per page that changes with each load.
    func births() async throws -> [Double] {
        var births: [Double] = []
        for tab in self { births.append(try await tab.value("born", as: Double.self)) }
        return births
    }
}

extension Tab {
    /// Stops the page as a browser does with tabs that nobody has looked at for long.
    func freeze() async throws { try await browserCommand("Page.setWebLifecycleState", ["state": "frozen"]) }
    func thaw() async throws { try await browserCommand("Page.setWebLifecycleState", ["state": "active"]) }
}
