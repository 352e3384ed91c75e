import Foundation
import Nameplate
import PostgresStore
import SQLiteStore
import TestDatabase

/// The store of one test's service: SQLite's, or with `SERVICE_TESTS_STORE=postgres` a database of its own at a
/// PostgreSQL server.
struct TestStore: Sendable {
    let store: any Store
    /// Everything that is in it.
    let contents: @Sendable () async throws -> String
    /// To be called when it is closed.
    let remove: @Sendable () async throws -> Void

    init(in directory: URL, clock: TestClock) async throws {
        guard ProcessInfo.processInfo.environment["SERVICE_TESTS_STORE"] == "postgres" else {
            let path = directory.appending(path: "test.db").path
            store = try await SQLiteStore(path: path, now: clock.now)
            contents = {
                try ["", "-wal"].map { file in
                    String(decoding: try Data(contentsOf: URL(filePath: path + file)), as: UTF8.self)
                }.joined()
            }
            remove = {}
            return
        }
        let server = try await PostgresServer.shared
        let url = try await server.newDatabase()
        store = try await PostgresStore(
            try PostgresAddress(url),
            connections: 6,
            clock: { clock.now },
            time: .machines
        )
        contents = {
            let tables = [
                "profile", "credential", "session", "handoff", "network", "delivery", "worker", "activity", "exchange",
            ]
            let all = tables.map { "SELECT t::text FROM nameplate.\($0) t" }.joined(separator: " UNION ALL ")
            return try await server.run(all, in: url).joined().joined(separator: "\n") + server.log()
        }
        remove = { try await server.dropDatabase(url) }
    }
}
