import Foundation
import Livefyre
import Logging
import Nameplate
import NameplateService
import Outbound
import SQLiteStore
import Testing
import TestSupport

/// The descriptions of the interface say what the router does.
@Suite struct InterfaceTests {
    @Test func `the OpenAPI description has every call and no other`() async throws {
        let described = try calls(inDescription: text(of: "Public/openapi.yaml"))
        #expect(try await routes().symmetricDifference(described) == [])
    }

    @Test func `the README's table has every call and no other`() async throws {
        let rows = try text(of: "README.md").split(separator: "\n").compactMap { line in
            line.firstMatch(of: /^\| `((GET|POST|PUT|PATCH|DELETE) [^ `]+)/).map { String($0.1) }
        }
        #expect(try await routes().symmetricDifference(rows) == [])
    }

    /// The router's table, and the one call that is a file of the public folder.
    private func routes() async throws -> Set<String> {
        let directory = FileManager.default.temporaryDirectory.appending(path: "nameplate-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let clock = TestClock()
        let outbound = OutboundClient(configuration: OutboundConfiguration(userAgent: "test"))
        let store = try await SQLiteStore(path: directory.appending(path: "test.db").path, now: clock.now)
        let network = try LivefyreNetwork(name: "labs.fyre.co", key: try NetworkKey(Running.networkKey))
        let application = ServiceApplication(
            settings: ServiceSettings(
                publicOrigin: try #require(Origin("http://127.0.0.1:8080")),
                erasedName: try DisplayName("Deleted user")
            ),
            store: store,
            networks: try #require(Networks(comments: [network])),
            readNetworks: { NetworksRead(comments: [network], others: [], changed: [], needsRestart: []) },
            outbound: outbound,
            clock: { clock.now },
            logger: LogRecorder().logger()
        )
        try await store.close()
        await outbound.shutdown()
        return Set(application.routes.map { $0.replacing(/:(\w+)/) { "{\($0.1)}" } } + ["GET /openapi.yaml"])
    }

    /// `METHOD PATH` of each operation below `paths:`.
    private func calls(inDescription yaml: String) throws -> Set<String> {
        var path: Substring = ""
        var calls: Set<String> = []
        for line in yaml.split(separator: "\n").drop(while: { $0 != "paths:" }).dropFirst() {
            if !line.hasPrefix(" ") { break }
            if let match = line.firstMatch(of: /^  (\/\S*):$/) { path = match.1 }
            if let match = line.firstMatch(of: /^    (get|post|put|patch|delete):$/) {
                calls.insert("\(match.1.uppercased()) \(path)")
            }
        }
        return calls
    }

    private func text(of path: String) throws -> String {
        try String(contentsOf: Self.root.appending(path: path), encoding: .utf8)
    }

    /// The package's own folder.
    static var root: URL {
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    }
}
