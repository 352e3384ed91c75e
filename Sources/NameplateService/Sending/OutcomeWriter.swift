import Logging
import Nameplate
import Synchronization

/// Writes the outcomes of pings in batches: all that came while the last batch was being committed.
final class OutcomeWriter: Sendable {
    private struct State {
        var pending: [(SentPing, @Sendable (SentPing) -> Void)] = []
        var isFinished = false
        /// The service is stopping: what can't be written now is given up.
        var isStopping = false
    }

    private let store: any Store
    private let worker: WorkerID
    private let clock: Clock
    private let logger: Logger
    private let state = Mutex(State())
    private let arrived = Signal()

    init(store: any Store, worker: WorkerID, clock: @escaping Clock, logger: Logger) {
        self.store = store
        self.worker = worker
        self.clock = clock
        self.logger = logger
    }

    /// Calls `done` when the outcome is on record, or the service is stopping and can't write it any more.
    func add(_ sent: SentPing, done: @escaping @Sendable (SentPing) -> Void) {
        state.withLock { $0.pending.append((sent, done)) }
        arrived.raise()
    }

    func stop() { state.withLock { $0.isStopping = true } }

    func finish() {
        state.withLock { $0.isFinished = true }
        arrived.raise()
    }

    func run() async {
        while true {
            let (batch, isFinished) = state.withLock { state in
                defer { state.pending = [] }
                return (state.pending, state.isFinished)
            }
            if batch.isEmpty {
                if isFinished { return }
                await arrived.wait()
                continue
            }
            await write(batch)
        }
    }

    /// Tries until the store takes it: a row whose outcome were dropped would stay leased as long as this worker lives.
    ///
    /// Once the service is stopping it gives up, since its leases end with its worker.
    private func write(_ batch: [(SentPing, @Sendable (SentPing) -> Void)], isPart: Bool = false) async {
        do {
            let deliveries = try await store.record(batch.map(\.0.outcome), by: worker, at: clock())
            for ((sent, done), delivery) in zip(batch, deliveries) {
                var sent = sent
                sent.delivery = delivery
                done(sent)
            }
        } catch {
            if !isPart {
                logger.error(
                    "outcomes of pings could not be written",
                    metadata: ["count": "\(batch.count)", "error": "\(logReason(error))"]
                )
            }
            if state.withLock(\.isStopping) {
                for (sent, done) in batch { done(sent) }
            } else if batch.count > 1 {
                // One that somebody holds up must not hold up the others.
                await write(Array(batch[..<(batch.count / 2)]), isPart: true)
                await write(Array(batch[(batch.count / 2)...]), isPart: true)
            } else {
                try? await Task.sleep(for: .seconds(1))  // a store that is full or away comes back untold
                state.withLock { $0.pending += batch }
            }
        }
    }
}
