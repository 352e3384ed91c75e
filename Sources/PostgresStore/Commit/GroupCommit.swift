import Nameplate

/// Changes of profiles, gathered: those that come while a commit is in flight share the next one.
///
/// They run on a connection of their own and never in a caller's task, so a caller who is cancelled takes nothing with
/// it. Nobody is answered before the commit has returned.
final class GroupCommit: Sendable {
    /// So many that a commit takes some milliseconds.
    private static let largestBatch = 256
    /// How long the changes of one batch may take when each is tried alone.
    private static let patience = Duration.seconds(5)

    private struct Request: Sendable {
        let change: ProfileTransaction
        let answer: @Sendable (Result<ProfileTransaction.Outcome, any Error>) -> Void
    }

    /// A change failed after it had written, and must not take the others of its batch with it.
    private struct NeedsToBeAlone: Error {}

    private let worker: Worker
    private let commits: Commits
    private let requests = Gathering<Request>(largestBatch: largestBatch)

    init(_ server: Server, _ commits: Commits, makeRoom: @escaping @Sendable () -> Void) {
        worker = Worker(server, label: "changes", makeRoom: makeRoom)
        self.commits = commits
    }

    /// Takes its place at the server, before others have them all.
    func open() async throws {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            worker.start { [worker] in continuation.resume(with: Result { try worker.perform { _ in } }) }
        }
    }

    func commit(_ change: ProfileTransaction) async throws -> ProfileTransaction.Outcome {
        try await withCheckedThrowingContinuation { continuation in
            let request = Request(change: change) { continuation.resume(with: $0) }
            do {
                try requests.add(request) { worker.start { self.drain() } }
            } catch {
                continuation.resume(throwing: error)
            }
        }
    }

    /// Refuses what comes from now on, and returns when all that came before is committed.
    func close() async {
        requests.close()
        await withCheckedContinuation { continuation in worker.start { continuation.resume() } }
        worker.close()
    }

    private func drain() {
        while let batch = requests.next() { commit(batch) }
    }

    private func commit(_ batch: [Request]) {
        do {
            let results = try commits.commit(on: worker) { try Self.apply(batch, in: $0) }
            for (request, result) in zip(batch, results) { request.answer(result) }
        } catch let error where batch.count > 1 && Self.isOfOne(error) {
            let deadline = ContinuousClock.now + Self.patience
            for request in batch {
                // Those whose turn doesn't come are told so: each that is blocked takes its time.
                if .now < deadline { commit([request]) } else { request.answer(.failure(error)) }
            }
        } catch {
            for request in batch { request.answer(.failure(error)) }
        }
    }

    /// Whether one change is at fault or can't be made now, which need not fail the others.
    private static func isOfOne(_ error: any Error) -> Bool {
        guard let error = error as? PostgresError else { return error is NeedsToBeAlone }
        // At the COMMIT itself everybody is blocked alike.
        return error.isRefusal || error.isCollision || (error.isBlocked && !error.isOfLast)
    }

    private static func apply(
        _ batch: [Request],
        in transaction: Transaction
    ) throws -> [Result<ProfileTransaction.Outcome, any Error>] {
        let changes = batch.map(\.change)
        try transaction.load(changes)
        return try changes.map { change in
            let before = transaction.writes
            do {
                return .success(try transaction.apply(change))
            } catch let error as StoreError where transaction.writes == before {
                return .failure(error)
            } catch  where batch.count > 1 && !(error is PostgresError) {
                throw NeedsToBeAlone()
            }
        }
    }
}
