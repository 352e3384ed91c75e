import Foundation
import Livefyre
import LivefyreSandbox
import Logging
import Nameplate
import NameplateService
import NIOHTTP1
import Outbound
import ServiceLifecycle
import SQLiteStore
import Testing

/// A service and a sandbox, each on a free port, on one database file of their own.
struct Running: Sendable {
    let base: String
    let sandbox: String
    let store: any Store
    let clock: TestClock
    let log: LogRecorder
    let databasePath: String
    let network: LivefyreNetwork
    let sandboxServer: Server
    let serviceServer: Server

    var backend: Backend { Backend(base: base) }

    func browser() -> Browser { Browser(base) }

    /// Creates a user and returns a browser that is signed in as that one.
    func signedIn(_ user: String = "ada", name: String = "Ada Lovelace") async throws -> Browser {
        try await create(user, name: name)
        let browser = browser()
        let answer = try await browser.signIn(user)
        try #require(answer.status == 200)
        return browser
    }

    func create(_ user: String, name: String) async throws {
        let answer = try await backend.call(
            .PUT,
            "/users/\(user)",
            #"{"display_name":"\#(name)","password":"open-sesame"}"#
        )
        try #require(answer.status == 201 || answer.status == 200)
    }

    static let networkKey = "a-network-key-for-tests-28ch"

    /// Starts both, runs `body`, and stops them the way SIGTERM does.
    static func run(
        adjust: @escaping @Sendable (inout ServiceSettings) -> Void = { _ in },
        pullURL: Bool = true,
        _ body: @escaping @Sendable (Running) async throws -> Void
    ) async throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "nameplate-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        try await TestServers(directory: directory, adjust: adjust).run(pullURL: pullURL, body)
    }
}
