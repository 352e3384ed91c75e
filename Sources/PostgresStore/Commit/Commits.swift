import Nameplate
import Synchronization

/// Transactions of this store, and who is told of them.
final class Commits: Sendable {
    private struct State {
        var instance = InstanceID(from: systemRandomness)
        var doubts: [Doubt] = []
        var underWay: [Int: ContinuousClock.Instant] = [:]
        var count = 0
    }

    private static let longestUnanswered = Duration.milliseconds(500)

    let sink = CommitSink()
    private let state = Mutex(State())

    /// By which the feed knows what was told already.
    var instance: InstanceID { state.withLock(\.instance) }

    /// Transactions that leased something and of which nobody knows whether they were committed.
    var doubts: [Doubt] { state.withLock(\.doubts) }

    /// Runs `body` in one commit on the worker's thread, and tells of it before it returns.
    func commit<Value>(on worker: Worker, _ body: (Transaction) throws -> Value) throws -> Value {
        try told { try worker.perform { try Transaction.commit(on: $0, as: instance, body) } }
    }

    /// Runs `body` in one commit on any connection, and tells of it before it returns.
    func commit<Value: Sendable>(
        in pool: ConnectionPool,
        isUrgent: Bool = false,
        _ body: @escaping @Sendable (Transaction) throws -> Value
    ) async throws -> Value {
        try await pool.run(isUrgent: isUrgent) { [self] connection in
            try told { try Transaction.commit(on: connection, as: instance, body) }
        }
    }

    /// What became of it is known.
    func settle(_ doubt: Doubt) {
        state.withLock { state in state.doubts.removeAll { $0.transaction == doubt.transaction } }
    }

    /// Whether a commit is under way that the server may have done long ago: its answer is stuck, and what it did is
    /// not told here yet.
    var isStuck: Bool {
        state.withLock { state in state.underWay.values.contains { $0 + Self.longestUnanswered < .now } }
    }

    private func told<Value>(_ commit: () throws -> (value: Value, events: [Committed])) throws -> Value {
        let number = state.withLock { state in
            state.count += 1
            state.underWay[state.count] = .now
            return state.count
        }
        defer { state.withLock { $0.underWay[number] = nil } }
        do {
            let (value, events) = try commit()
            sink.tell(events)
            FailPoint.commitTold.reach()
            return value
        } catch let doubt as Doubt {
            // The server may still be about to do it, and will notify everybody in the name that this instance had. By
            // another name it hears of that as of others' commits.
            state.withLock { state in
                state.instance = InstanceID(from: systemRandomness)
                if !doubt.leases.isEmpty { state.doubts.append(doubt) }
            }
            sink.tell([.anything])
            throw doubt
        }
    }
}
