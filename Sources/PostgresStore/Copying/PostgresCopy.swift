import Dispatch
package import Nameplate

/// A database of which everything is copied, or to which, on one connection.
///
/// No service starts on it meanwhile: the connection has the lock of which each would take a share. So a connection
/// that was lost is not replaced; the copy ends, and goes on with the next.
package final class PostgresCopy: CopyTarget {
    /// Pages take milliseconds; what goes through all rows takes as long as it takes.
    private static let patience = Duration.seconds(600)

    package let place: String
    package let identity: String
    private let connection: Connection
    private let queue: DispatchQueue

    /// Opens a database to read it, and nothing else.
    ///
    /// - Throws: ``OpeningError`` or ``CopyRefusal``
    package static func source(_ address: PostgresAddress) async throws -> any CopySource {
        try await open(address) { connection, place in
            guard let found = try Migration.lastDone(in: connection) else { throw CopyRefusal.nothingThere(place) }
            guard found == Migration.newest else {
                throw CopyRefusal.olderSchema(place, found: found, known: Migration.newest)
            }
            if let mark = try CopyMark.find(in: connection) {
                throw OpeningError.Reason.unfinishedCopy(source: mark.source)
            }
        }
    }

    /// Opens a database, and changes nothing of what is in it.
    ///
    /// - Throws: ``OpeningError`` or ``CopyRefusal``
    package static func target(_ address: PostgresAddress, for source: any CopySource) async throws -> any CopyTarget {
        try await open(address, besides: source.identity) { connection, _ in
            _ = try Migration.lastDone(in: connection)
        }
    }

    private static func open(
        _ address: PostgresAddress,
        besides other: String? = nil,
        _ check: @escaping @Sendable (Connection, _ place: String) throws -> Void
    ) async throws -> PostgresCopy {
        let database = try await Database(address, patience: .zero) { _ in }
        let queue = DispatchQueue(label: "nameplate.copy")
        do {
            let (identity, connection) = try await run(on: queue) {
                let connection = try database.server.connect()
                let identity = try setUp(connection)
                guard identity != other else { throw CopyRefusal.sameDatabase(address.place) }
                if let holders = try Presence.takeWhole(connection) {
                    throw CopyRefusal.inUse(address.place, detail: "server processes \(holders) work on it")
                }
                try check(connection, address.place)
                try refuseWorkers(connection, address.place)
                return (identity, connection)
            }
            await database.close()
            return PostgresCopy(address.place, identity, connection, queue)
        } catch let reason as OpeningError.Reason {
            throw database.error(reason)
        } catch let error as PostgresError {
            throw database.error(OpeningError.Reason(error))
        }
    }

    private init(_ place: String, _ identity: String, _ connection: Connection, _ queue: DispatchQueue) {
        self.place = place
        self.identity = identity
        self.connection = connection
        self.queue = queue
    }

    /// Returns what tells the database from others: the cluster's own number, and the database's in it.
    private static func setUp(_ connection: Connection) throws(PostgresError) -> String {
        try connection.run([
            Statement("SELECT set_config('statement_timeout', '\(patience.milliseconds)', false)"),
            Statement(
                """
                SELECT system_identifier || '/' || oid
                FROM pg_control_system(), pg_database WHERE datname = current_database()
                """
            ),
        ])[1].first?[0] ?? ""
    }

    /// One that has lost its feed a moment ago has no share of the lock, and works on.
    private static func refuseWorkers(_ connection: Connection, _ place: String) throws {
        guard try Migration.lastDone(in: connection) != nil else { return }
        let living = Statement(
            "SELECT count(*) FROM worker WHERE alive_until > (extract(epoch FROM clock_timestamp()) * 1000)::bigint"
        )
        let count: Int = try connection.run([living])[0].first?[0] ?? 0
        guard count == 0 else {
            throw CopyRefusal.inUse(
                place,
                detail: "\(count) of its workers lived less than \(WorkerID.lifetime.components.seconds) seconds ago"
            )
        }
    }

    package func count(of table: StoredTable) async throws -> Int {
        try await run(table.counting) { $0.first?[0] ?? 0 }
    }

    package func rows(of table: StoredTable, after key: [StoredValue]?, limit: Int) async throws -> [[StoredValue]] {
        try await run(table.page(after: key, limit: limit)) { $0.map(table.read) }
    }

    package func close() async throws { try await using { $0.close() } }

    package func mark() async throws -> CopyMark? { try await using { try CopyMark.find(in: $0) } }

    package func filledTable() async throws -> StoredTable? {
        try await using { connection in
            guard try Migration.lastDone(in: connection) != nil else { return nil }
            return try StoredTable.all.first {
                try connection.run([$0.page(after: nil, limit: 1)])[0].count > 0
            }
        }
    }

    package func begin(_ mark: CopyMark, at now: Timestamp) async throws {
        try await using { connection in
            _ = try Migration.migrate(connection, at: now)
            try mark.write(in: connection)
        }
    }

    package func empty() async throws {
        let names = StoredTable.all.map(\.name).joined(separator: ", ")
        _ = try await run(Statement("TRUNCATE \(names)")) { _ in }
    }

    package func lastKey(of table: StoredTable) async throws -> [StoredValue]? {
        try await run(table.last) { $0.first.map(table.read).map(table.key) }
    }

    package func insert(_ rows: [[StoredValue]], into table: StoredTable) async throws {
        try await run(table.insertion(of: rows)) { _ in }
    }

    /// Ids of activity and exchanges go on after the highest.
    package func finish() async throws {
        try await using { connection in
            let names = StoredTable.all.map(\.name).joined(separator: ", ")
            // Until it has looked, the server plans for tables of no rows; some minutes later it looks by itself.
            _ = try? connection.run([Statement("ANALYZE \(names)")], within: Self.patience)
            try connection.run([
                Self.goOn("activity"), Self.goOn("exchange"), CopyMark.removal,
            ])
        }
    }

    private static func goOn(_ table: String) -> Statement {
        Statement("SELECT setval('\(table)_id', coalesce(max(id), 1), max(id) IS NOT NULL) FROM \(table)")
    }

    private func run<Value: Sendable>(
        _ statement: Statement,
        _ convert: @escaping @Sendable (Rows) throws -> Value
    ) async throws -> Value {
        try await using { try convert(try $0.run([statement], within: Self.patience)[0]) }
    }

    private func using<Value: Sendable>(_ body: @escaping @Sendable (Connection) throws -> Value) async throws -> Value
    {
        do {
            return try await Self.run(on: queue) { [connection] in try body(connection) }
        } catch let error as PostgresError where error.sqlState == "42501" {
            throw OpeningError(place: place, reason: OpeningError.Reason(error))
        } catch let error as PostgresError {
            throw CopyRefusal.brokenOff(place, detail: "\(error).")
        }
    }

    private static func run<Value: Sendable>(
        on queue: DispatchQueue,
        _ body: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result(catching: body)) }
        }
    }
}
