import GRDB
import Nameplate

/// The one writer.
///
/// Changes that arrive while a commit is in flight share the next one, so that a sync of the disk is paid by all who
/// wait for it. They run on the connection's own queue and never in a caller's task, so a caller who is cancelled takes
/// nothing with it. Nobody is answered before the commit has returned.
final class GroupCommit: Sendable {
    private typealias Answer = @Sendable () -> Void

    /// One caller's change.
    ///
    /// `run` gives the way to answer its caller once the batch is committed; `fail` is the answer when it is not.
    private struct Request: Sendable {
        let run: @Sendable (Transaction) throws -> Answer
        let fail: @Sendable (StoreError) -> Void
    }

    private let connection: DatabaseQueue
    private let requests = Gathering<Request>(largestBatch: 512)
    let sink = CommitSink()
    private let damage: Damage

    init(_ connection: DatabaseQueue, damage: Damage) {
        self.connection = connection
        self.damage = damage
    }

    /// Runs `body` in the next commit, and returns when that is durable.
    func commit<Value: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            enqueue(
                Request(
                    run: { transaction in
                        let result = try transaction.attempt(body)
                        return { continuation.resume(with: result.mapError(StoreError.init(from:))) }
                    },
                    fail: { continuation.resume(throwing: $0) }
                )
            )
        }
    }

    /// Refuses what comes from now on, and closes the connection when all that came before is committed.
    func close() async throws {
        requests.close()
        await withCheckedContinuation { continuation in
            connection.asyncWriteWithoutTransaction { _ in continuation.resume() }
        }
        try connection.close()
    }

    private func enqueue(_ request: Request) {
        do {
            try requests.add(request) { connection.asyncWriteWithoutTransaction { self.drain(on: $0) } }
        } catch {
            request.fail(error)
        }
    }

    private func drain(on database: Database) {
        while let batch = requests.next() { commit(batch, on: database) }
    }

    private func commit(_ batch: [Request], on database: Database) {
        do {
            let (events, answers) = try run(batch, on: database)
            sink.tell(events)
            FailPoint.commitTold.reach()
            for answer in answers { answer() }
        } catch {
            damage.note(error)
            let failure = StoreError(from: error)
            for request in batch { request.fail(failure) }
        }
    }

    /// Runs the batch without savepoints, which cost a tenth of a change, and again with them in the rare case that a
    /// change failed after it had written.
    private func run(
        _ batch: [Request],
        on database: Database
    ) throws -> (events: [Committed], answers: [Answer]) {
        do {
            return try run(batch, on: database, savepoints: false)
        } catch is Transaction.NeedsSavepoints {
            return try run(batch, on: database, savepoints: true)
        }
    }

    private func run(
        _ batch: [Request],
        on database: Database,
        savepoints: Bool
    ) throws -> (events: [Committed], answers: [Answer]) {
        var answers: [Answer] = []
        answers.reserveCapacity(batch.count)
        let events = try Transaction.commit(on: database, savepoints: savepoints) { transaction in
            for request in batch { answers.append(try request.run(transaction)) }
        }
        return (events, answers)
    }
}

extension StoreError {
    /// What a failure means to the port's callers.
    ///
    /// SQLite's messages name statements and never values.
    init(from error: any Error) {
        self = error as? StoreError ?? .unavailable("\(error)")
    }
}
