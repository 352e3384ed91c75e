import GRDB
import Glibc
package import Nameplate

/// A database file of which everything is copied, or to which.
///
/// Nobody else opens it meanwhile: it holds the lock that a service holds.
package final class SQLiteCopy: CopyTarget {
    /// The path without links.
    package let identity: String
    private let queue: DatabaseQueue
    private let lock: FileLock

    /// Opens a file to read it, and nothing else.
    ///
    /// - Throws: ``OpeningError`` or ``CopyRefusal``
    package static func source(path: String) async throws -> any CopySource {
        guard let resolved = Self.resolve(path) else { throw OpeningError(path: path, reason: .missing) }
        return try SQLiteCopy(resolved, DatabaseFile.reading) { database in
            let found = try Migration.lastDone(in: database)
            guard found > 0 else { throw CopyRefusal.nothingThere(place(resolved)) }
            guard found == Migration.newest else {
                throw CopyRefusal.olderSchema(place(resolved), found: found, known: Migration.newest)
            }
            if let mark = try CopyMark.find(in: database) {
                throw OpeningError.Reason.unfinishedCopy(source: mark.source)
            }
        }
    }

    /// Opens or creates a file, and changes nothing of what is in it.
    ///
    /// - Throws: ``OpeningError`` or ``CopyRefusal``
    package static func target(path: String, for source: any CopySource) async throws -> any CopyTarget {
        if let resolved = Self.resolve(path), resolved == source.identity {
            throw CopyRefusal.sameDatabase(place(resolved))
        }
        return try SQLiteCopy(try DatabaseFile.prepare(path), DatabaseFile.writing) { database in
            try DatabaseFile.configure(database)
            _ = try Migration.lastDone(in: database)
        }
    }

    private init(_ path: String, _ configuration: Configuration, _ check: (Database) throws -> Void) throws {
        identity = path
        lock = try FileLock(besides: path)
        do {
            queue = try DatabaseQueue(path: path, configuration: configuration)
            try queue.inDatabase(check)
        } catch let refusal as CopyRefusal {
            throw refusal
        } catch let reason as OpeningError.Reason {
            throw OpeningError(path: path, reason: reason)
        } catch {
            throw OpeningError(path: path, error)
        }
    }

    package var place: String { Self.place(identity) }

    package func count(of table: StoredTable) async throws -> Int {
        try await using { try table.count(in: $0) }
    }

    package func rows(of table: StoredTable, after key: [StoredValue]?, limit: Int) async throws -> [[StoredValue]] {
        try await using { try table.rows(after: key, limit: limit, in: $0) }
    }

    package func close() async throws {
        try queue.close()
        lock.release()
    }

    package func mark() async throws -> CopyMark? { try await using { try CopyMark.find(in: $0) } }

    package func filledTable() async throws -> StoredTable? {
        try await using { database in
            guard try Migration.lastDone(in: database) > 0 else { return nil }
            return try StoredTable.all.first { try !$0.rows(after: nil, limit: 1, in: database).isEmpty }
        }
    }

    package func begin(_ mark: CopyMark, at now: Timestamp) async throws {
        try await using { database in
            try Migration.migrate(database, at: now)
            try database.inTransaction {
                try mark.write(in: database)
                return .commit
            }
        }
    }

    package func empty() async throws {
        try await using { database in
            try database.inTransaction {
                for table in StoredTable.all.reversed() { try database.execute(sql: "DELETE FROM \(table.name)") }
                return .commit
            }
        }
    }

    package func lastKey(of table: StoredTable) async throws -> [StoredValue]? {
        try await using { try table.lastKey(in: $0) }
    }

    package func insert(_ rows: [[StoredValue]], into table: StoredTable) async throws {
        try await using { database in
            try database.inTransaction {
                for row in rows { try table.insert(row, into: database) }
                return .commit
            }
        }
    }

    package func finish() async throws { try await using { try CopyMark.remove(from: $0) } }

    private static func place(_ path: String) -> String { "sqlite:\(path)" }

    private static func resolve(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    /// Runs `body` on the database's own thread.
    private func using<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
        do {
            return try await queue.writeWithoutTransaction(body)
        } catch let error as DatabaseError {
            throw CopyRefusal.brokenOff(place, detail: "\(error.message ?? "\(error.resultCode)").")
        }
    }
}
