import Dispatch
import GRDB
package import Nameplate

/// The embedded store: one file, one process, one writer that commits in groups, and readers beside it.
package final class SQLiteStore: Store {
    let writer: GroupCommit
    private let readers: Readers
    /// Where pages are read, one after another: they take milliseconds, which no thread of a caller has to give.
    private let pages = DispatchQueue(label: "nameplate.pages")
    private let lock: FileLock
    private let damage = Damage()

    /// Opens or creates the database at `path`, and voids all leases of the workers before.
    ///
    /// - Parameters:
    ///   - path: The file; `-wal`, `-shm` and `.lock` are put beside it.
    ///   - maximumReaders: So many reading connections are kept open.
    ///   - now: The moment at which migrations are noted.
    /// - Throws: ``OpeningError``, in words for the person who gave the path.
    package init(path: String, maximumReaders: Int = 8, now: Timestamp) async throws {
        let file = try DatabaseFile(path: path, maximumReaders: maximumReaders, now: now)
        readers = file.readers
        lock = file.lock
        writer = GroupCommit(file.writer, damage: damage)
    }

    package var isExclusive: Bool { true }
    package var isCurrent: Bool { true }

    package func onCommit(_ sink: @escaping @Sendable ([Committed]) -> Void) {
        writer.sink.set(sink)
    }

    /// Runs SQLite's own check of the file, and returns what is wrong with it.
    package func quickCheck() async throws -> [String] {
        do {
            let found = try await read(on: DispatchQueue(label: "nameplate.check")) {
                try $0.all("PRAGMA quick_check", []) { $0[0] as String }
            }.filter { $0 != "ok" }
            if let first = found.first { damage.note(first) }
            return found
        } catch {
            // Of some damage the check says no more than that it is there.
            guard let found = damage.found else { throw error }
            return [found]
        }
    }

    package func check() async throws {
        try damage.check()
        try read { _ = try $0.first("SELECT count(*) FROM migration", []) { $0[0] as Int } }
    }

    package func close() async throws {
        readers.close()
        do {
            try await writer.close()
        } catch {
            throw StoreError(from: error)
        }
        lock.release()
    }

    /// Reads a few rows on the caller's thread.
    func read<Value>(_ body: (Database) throws -> Value) throws(StoreError) -> Value {
        do {
            return try readers.read(body)
        } catch {
            damage.note(error)
            throw StoreError(from: error)
        }
    }

    func page<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
        try await read(on: pages, body)
    }

    private func read<Value: Sendable>(
        on queue: DispatchQueue,
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { [self] in continuation.resume(with: Result { () throws(StoreError) in try read(body) }) }
        }
    }
}
