import Livefyre
import Nameplate
import TestSupport

/// What the network's side of a page is made of.
extension Stage {
    func token(_ name: String = "Ada Lovelace", user: String = "ada") throws -> String {
        running.network.userAuthToken(
            for: try UserID(user),
            named: try DisplayName(name),
            expires: running.clock.now + .seconds(3600)
        )
    }

    func credentials(_ name: String = "Ada Lovelace", user: String = "ada") throws -> [String: String] {
        ["token": try token(name, user: user), "serverUrl": network]
    }

    /// A page with the network's `auth` and nothing of the service.
    static func runAuth(_ body: @escaping @Sendable (Stage, Tab) async throws -> Void) async throws {
        try await run { stage, devices in
            let tab = try await stage.open(on: devices[0]) { $0.service = nil }
            try await body(stage, tab)
        }
    }
}

extension Tab {
    /// Logs in without any delegate, as a page's console would.
    func logIn(_ credentials: [String: String]) async throws {
        try await run("auth.authenticate({ livefyre: given[0] })", credentials)
        try await until("log.at(-1).what === 'auth login.livefyre'")
    }

    /// The events of `auth` so far.
    func events() async throws -> [String] {
        try await value("log.map(entry => entry.what).filter(what => what.startsWith('auth '))", as: [String].self)
    }

    func storedKeys() async throws -> [String] {
        try await value("Object.keys(localStorage).filter(key => key.startsWith('fyre-')).sort()", as: [String].self)
    }

    /// Waits until a page that was just loaded has done all that it does at its start.
    func untilReady() async throws {
        try await until("window.log?.some(entry => entry.what === 'ready')")
    }
}
