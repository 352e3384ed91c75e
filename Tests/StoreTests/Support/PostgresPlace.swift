import Nameplate
import PostgresStore
import Synchronization
import TestDatabase

/// An empty database for one test, with the stores that it opens there.
final class PostgresPlace: Sendable {
    let server: PostgresServer
    let url: String
    private let opened = Mutex<[PostgresStore]>([])

    private init(at server: PostgresServer) async throws {
        self.server = server
        url = try await server.newDatabase()
    }

    /// Runs `body` with a database at the server that all tests share.
    static func withNew(_ body: (PostgresPlace) async throws -> Void) async throws {
        try await Turns.atSharedServer.take {
            let place = try await PostgresPlace(at: .shared)
            try await place.use(body)
            try await place.server.dropDatabase(place.url)
        }
    }

    /// Runs `body` with a database at a server that may be stopped, frozen and set as the test likes.
    static func withServer(
        _ adjust: @Sendable (inout PostgresServer.Options) -> Void = { _ in },
        _ body: (PostgresPlace) async throws -> Void
    ) async throws {
        try await Turns.ofServers.take {
            let server = try await PostgresServer.start(adjust)
            try await PostgresPlace(at: server).use(body)
            try await server.remove()
        }
    }

    /// Opens a store that knows the two networks of the tests.
    func open(
        _ url: String? = nil,
        connections: Int = 6,
        clock: @escaping Clock = { .start },
        time: PostgresStore.Time = .servers
    ) async throws -> PostgresStore {
        let store = try await PostgresStore(
            try PostgresAddress(url ?? self.url),
            connections: connections,
            patience: .seconds(30),
            clock: clock,
            time: time
        )
        opened.withLock { $0.append(store) }
        try await store.setNetworks([(.labs, "livefyre"), (.other, "livefyre")], at: .start)
        return store
    }

    /// Runs statements from outside, as the superuser.
    @discardableResult
    func run(_ sql: String) async throws -> [[String]] { try await server.run(sql, in: url) }

    /// The first value of the first row.
    func value(_ sql: String) async throws -> String { try await run(sql).first?.first ?? "" }

    /// Cuts every connection to the database whose session `condition` says.
    func cut(where condition: String = "true") async throws {
        try await run(
            """
            SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid() AND \(condition)
            """
        )
    }

    /// Returns when the server finds `condition` true, which it looks for again and again.
    func until(_ condition: String) async throws {
        try await run(
            """
            SET statement_timeout = '60s';
            DO $$ BEGIN
                WHILE NOT (\(condition)) LOOP
                    PERFORM pg_sleep(0.005);
                    PERFORM pg_stat_clear_snapshot();
                END LOOP;
            END $$;
            """
        )
    }

    private func use(_ body: (PostgresPlace) async throws -> Void) async throws {
        let result: Result<Void, any Error>
        do {
            result = .success(try await body(self))
        } catch {
            result = .failure(error)
        }
        for store in opened.withLock({ $0 }) { try await store.close() }
        try result.get()
    }
}

/// Looks again and again until `condition` holds.
///
/// Nobody tells of it; each look takes as long as a question to a server.
func until(_ what: String, _ condition: () async throws -> Bool) async throws {
    for _ in 0..<1500 {
        if try await condition() { return }
        try await PostgresServer.shared.run("SELECT pg_sleep(0.01)")
    }
    throw Overdue(what: what)
}

struct Overdue: Error, CustomStringConvertible {
    let what: String
    var description: String { "It never came about: \(what)." }
}
