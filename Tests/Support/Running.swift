import Foundation
package import Livefyre
package import Nameplate
package import NameplateService
import NIOHTTP1
import Testing
package import Webhook

/// A service and a sandbox, each on a free port, on one database of their own.
package struct Running: Sendable {
    package let base: String
    package let sandbox: String
    package let store: any Store
    package let clock: TestClock
    package let log: LogRecorder
    /// Everything that is in the store, as text.
    package let contents: @Sendable () async throws -> String
    package let network: LivefyreNetwork
    /// What the service reads when it is told to read keys anew.
    package let keys: HeldKeys
    package let sandboxServer: Server
    package let serviceServer: Server

    package var backend: Backend { Backend(base: base) }

    package func browser() -> Browser { Browser(base) }

    /// Creates a user and returns a browser that is signed in as that one.
    package func signedIn(_ user: String = "ada", name: String = "Ada Lovelace") async throws -> Browser {
        try await create(user, name: name)
        let browser = browser()
        let answer = try await browser.signIn(user)
        try #require(answer.status == 200)
        return browser
    }

    package func create(_ user: String, name: String) async throws {
        let answer = try await backend.call(
            .PUT,
            "/users/\(user)",
            #"{"display_name":"\#(name)","password":"open-sesame"}"#
        )
        try #require(answer.status == 201 || answer.status == 200)
    }

    package static let networkKey = "a-network-key-for-tests-28ch"

    /// Starts both, runs `body`, and stops them the way SIGTERM does.
    package static func run(
        adjust: @escaping @Sendable (inout ServiceSettings) -> Void = { _ in },
        pullURL: Bool = true,
        sandboxPort: Int? = nil,
        webhooks: [WebhookNetwork] = [],
        _ body: @escaping @Sendable (Running) async throws -> Void
    ) async throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "nameplate-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let servers = TestServers(
            directory: directory,
            // The sandbox comes back on the same port after a stop.
            sandboxPort: try sandboxPort ?? FreePort.find(),
            webhooks: webhooks,
            adjust: adjust
        )
        try await servers.run(pullURL: pullURL, body)
    }
}
