import GRDB
import Nameplate

/// The writer's connection during one batch, and what its commit will have done.
final class Transaction: StoreTransaction {
    /// A change failed after its first write, in a batch without savepoints.
    struct NeedsSavepoints: Error {}

    private let database: Database
    private let hasSavepoints: Bool
    private(set) var events: [Committed] = []

    private init(_ database: Database, hasSavepoints: Bool) {
        self.database = database
        self.hasSavepoints = hasSavepoints
    }

    /// Runs `body` in one commit, and returns what it did; on any failure nothing of it remains.
    static func commit(
        on database: Database,
        savepoints: Bool,
        _ body: (Transaction) throws -> Void
    ) throws -> [Committed] {
        let transaction = Transaction(database, hasSavepoints: savepoints)
        do {
            try transaction.execute("BEGIN IMMEDIATE")
            FailPoint.commitBegun.reach()
            try body(transaction)
            FailPoint.commitDue.reach()
            try transaction.end()
            FailPoint.commitDone.reach()
            return transaction.events.tellingOwedOnce()
        } catch {
            // SQLite has rolled back by itself after some failures; the error that matters is the first.
            if database.isInsideTransaction { try? database.rollback() }
            throw error
        }
    }

    /// A commit is written before the disk is waited for: one that fails after that isn't there, and after a crash may be.
    private func end() throws {
        do {
            try execute("COMMIT")
        } catch let error as DatabaseError where Self.mayBeWritten(error) {
            throw StoreError.uncertain("\(error)")
        }
    }

    /// What can't be written has no end in the file, and is never read.
    private static func mayBeWritten(_ error: DatabaseError) -> Bool {
        switch error.resultCode {
        case .SQLITE_IOERR: error.extendedResultCode != .SQLITE_IOERR_WRITE
        case .SQLITE_NOMEM: true
        default: false
        }
    }

    /// Runs one caller's change, whose own failure leaves nothing of it and all of the others.
    ///
    /// - Throws: What dooms the whole batch, such as a full disk, or ``NeedsSavepoints``.
    func attempt<Value>(_ body: (Transaction) throws -> Value) throws -> Result<Value, any Error> {
        try hasSavepoints ? attemptInSavepoint(body) : attemptWithoutSavepoint(body)
    }

    /// Nearly every refusal comes before the first write, and then there is nothing to roll back.
    private func attemptWithoutSavepoint<Value>(
        _ body: (Transaction) throws -> Value
    ) throws -> Result<Value, any Error> {
        let before = database.totalChangesCount
        let mark = events.count
        do {
            return .success(try body(self))
        } catch {
            guard database.isInsideTransaction, Self.isContained(error) else { throw error }
            guard database.totalChangesCount == before else { throw NeedsSavepoints() }
            events.removeLast(events.count - mark)
            return .failure(error)
        }
    }

    private func attemptInSavepoint<Value>(
        _ body: (Transaction) throws -> Value
    ) throws -> Result<Value, any Error> {
        let mark = events.count
        try execute("SAVEPOINT change")
        do {
            let value = try body(self)
            try execute("RELEASE change")
            return .success(value)
        } catch {
            guard database.isInsideTransaction, Self.isContained(error) else { throw error }
            try execute("ROLLBACK TO change")
            try execute("RELEASE change")
            events.removeLast(events.count - mark)
            return .failure(error)
        }
    }

    func note(_ event: Committed) { events.append(event) }

    /// Nothing: there is but one writer.
    func hold(_ user: UserID) {}

    func execute(_ sql: String, _ bindings: Bindings = []) throws {
        try database.execute(sql, bindings)
    }

    /// How many rows the last statement changed.
    var changes: Int { database.changesCount }

    func first<Value>(_ sql: String, _ bindings: Bindings, _ read: (Columns) throws -> Value) throws -> Value? {
        try database.first(sql, bindings, read)
    }

    func all<Value>(_ sql: String, _ bindings: Bindings, _ read: (Columns) throws -> Value) throws -> [Value] {
        try database.all(sql, bindings, read)
    }

    private static func isContained(_ error: any Error) -> Bool {
        guard let error = error as? DatabaseError else { return true }
        return switch error.resultCode {
        case .SQLITE_CONSTRAINT, .SQLITE_TOOBIG, .SQLITE_MISMATCH: true
        default: false
        }
    }
}
