import Nameplate
import Synchronization

/// Transactions of this store, and who is told of them.
final class Commits: Sendable {
    let instance: InstanceID
    let sink = CommitSink()
    private let doubtful = Mutex<[(worker: WorkerID, claim: Claim)]>([])

    init(_ instance: InstanceID) { self.instance = instance }

    /// Runs `body` in one commit on the worker's thread, and tells of it before it returns.
    func commit<Value>(on worker: Worker, _ body: (Transaction) throws -> Value) throws -> Value {
        try told { try worker.perform { try Transaction.commit(on: $0, as: instance, body) } }
    }

    /// Runs `body` in one commit on any connection, and tells of it before it returns.
    func commit<Value: Sendable>(
        in pool: ConnectionPool,
        _ body: @escaping @Sendable (Transaction) throws -> Value
    ) async throws -> Value {
        try await pool.run { [self] connection in
            try told { try Transaction.commit(on: connection, as: instance, body) }
        }
    }

    /// What transactions have leased of which nobody knows whether they were committed; each is given out once.
    func takeDoubtful() -> [(worker: WorkerID, claim: Claim)] {
        doubtful.withLock { doubtful in
            defer { doubtful = [] }
            return doubtful
        }
    }

    func isDoubtful(_ leases: [(worker: WorkerID, claim: Claim)]) { doubtful.withLock { $0 += leases } }

    private func told<Value>(_ commit: () throws -> (value: Value, events: [Committed])) throws -> Value {
        do {
            let (value, events) = try commit()
            sink.tell(events)
            return value
        } catch let doubt as Doubt {
            // If it was done, the others have been told, and only this process would remember what was before.
            isDoubtful(doubt.leases)
            sink.tell([.anything])
            throw doubt
        }
    }
}
