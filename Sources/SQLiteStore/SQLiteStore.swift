import Dispatch
import GRDB
package import Nameplate

/// The embedded store: one file, one process, one writer that commits in groups, and any number of readers.
///
/// A read of single rows runs on its caller's thread, since it takes some microseconds and a hop to another thread
/// takes longer. A read of pages runs on a queue of its own, so that it never keeps more than one reader busy.
package final class SQLiteStore: Store {
    let writer: GroupCommit
    private let pool: DatabasePool
    private let pages = DispatchQueue(label: "nameplate.pages", qos: .userInitiated)
    private let lock: FileLock

    /// Opens or creates the database at `path`, and voids all leases of the workers before.
    ///
    /// - Throws: ``OpeningError``, in words for the person who gave the path.
    package init(path: String, maximumReaders: Int = 8, now: Timestamp) async throws {
        let file = try DatabaseFile(path: path, maximumReaders: maximumReaders, now: now)
        pool = file.pool
        lock = file.lock
        writer = GroupCommit(file.pool)
    }

    package func onCommit(_ sink: @escaping @Sendable ([Committed]) -> Void) {
        writer.onCommit(sink)
    }

    /// Runs SQLite's own check of the file, and returns what is wrong with it.
    package func quickCheck() async throws -> [String] {
        try await page { try $0.all("PRAGMA quick_check", []) { $0[0] as String } }.filter { $0 != "ok" }
    }

    package func check() async throws {
        try read { _ = try $0.first("SELECT count(*) FROM migration", []) { $0[0] as Int } }
    }

    package func close() async throws {
        await writer.close()
        do {
            try pool.close()
        } catch {
            throw StoreError(from: error)
        }
        lock.release()
    }

    /// Runs one statement, which is a snapshot by itself and so needs no transaction.
    func read<Value>(_ body: (Database) throws -> Value) throws(StoreError) -> Value {
        do {
            return try pool.unsafeRead(body)
        } catch {
            throw StoreError(from: error)
        }
    }

    func page<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            pages.async { [pool] in
                continuation.resume(with: Result { try pool.read(body) }.mapError(StoreError.init(from:)))
            }
        }
    }
}
