import TestSupport

/// Every page that people meet, as they meet it.
extension Stage {
    /// Shows each page, without a reader and with one, and lets `look` at it once all that it waits for has come.
    static func visitEveryPage(
        as name: String = "Ada Lovelace",
        prepare: @escaping @Sendable (Tab) async throws -> Void = { _ in },
        _ look: @escaping @Sendable (Stage, Tab, String) async throws -> Void
    ) async throws {
        try await runDemo { stage, devices in
            let tab = try await devices[0].open()
            try await prepare(tab)
            try await stage.visitAsNobody(tab, look)
            try await tab.go(stage.front)
            try await tab.signInHere()
            try await stage.rename(name, by: stage.hand())
            try await stage.visitAsReader(tab, look)
            try await stage.visitConsole(tab, look)
            try await stage.visitStudio(tab, look)
        }
    }

    private typealias Look = (Stage, Tab, String) async throws -> Void

    private func visitAsNobody(_ tab: Tab, _ look: Look) async throws {
        for (address, sign) in [
            (front, "#sign-in"), (article, ".fyre-login"), (otherArticle, ".fyre-login"), (account, "#sign-in"),
            (login, "#login"),
        ] {
            try await tab.go(address)
            try await tab.until("new Nameplate().session === null && \(Tab.isVisible(sign))")
            if address == front { try await tab.untilVisible("#studio") }
            try await look(self, tab, address)
        }
        try await tab.go(front)
        try await tab.untilNobody()
        // Without a pointer, whose use keeps browsers from showing where the focus is.
        try await tab.run("document.querySelector('#sign-in').click()")
        try await tab.untilVisible("dialog")
        try await look(self, tab, "the dialog")
    }

    private func visitAsReader(_ tab: Tab, _ look: Look) async throws {
        for (address, sign) in [
            (front, "#rename"), (article, ".fyre-editor"), (otherArticle, ".fyre-editor"), (account, "#sessions li"),
            (login, "#known"),
        ] {
            try await tab.go(address)
            try await tab.until("new Nameplate().session && \(Tab.isVisible(sign))")
            if address == front { try await tab.untilVisible("#studio") }
            if address == account { try await tab.untilVisible("#profile") }
            try await look(self, tab, "\(address) with a reader")
        }
    }

    private func visitConsole(_ tab: Tab, _ look: Look) async throws {
        try await tab.go(console)
        try await tab.untilVisible("#unlock")
        try await look(self, tab, console)
        try await tab.run("sessionStorage.setItem('nameplate-api-key', given[0])", Backend.key)
        try await tab.go(console)
        try await tab.untilVisible("#networks li")
        try await look(self, tab, "\(console) unlocked")
    }

    private func visitStudio(_ tab: Tab, _ look: Look) async throws {
        for (address, sign) in [(studio, "#users-table"), (studio + "#user/ada", "#user-known")] {
            try await tab.go(address)
            try await tab.untilVisible(sign)
            try await look(self, tab, address)
        }
    }

    private var otherArticle: String { service + "/articles/ten-minutes" }
}
