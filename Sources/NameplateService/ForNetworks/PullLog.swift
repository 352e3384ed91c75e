import Logging
import Nameplate
import ServiceLifecycle
import Synchronization

/// Notes what networks read, after the answer and in batches.
///
/// A crash may lose a note; that costs a repair ping.
final class PullLog: Service {
    private struct State {
        /// With the moment of the change that was read.
        var pending: [(pull: Pull, changedAt: Timestamp)] = []
        var isStopping = false
    }

    private let store: any Store
    private let metrics: Metrics
    private let logger: Logger
    private let state = Mutex(State())
    private let arrived = Signal()

    init(store: any Store, metrics: Metrics, logger: Logger) {
        self.store = store
        self.metrics = metrics
        self.logger = logger
    }

    func add(_ pull: Pull, of profile: Profile) {
        state.withLock { $0.pending.append((pull, profile.changedAt)) }
        arrived.raise()
    }

    func run() async throws {
        await withTaskCancellationOrGracefulShutdownHandler {
            while true {
                let (pulls, isStopping) = state.withLock { state in
                    defer { state.pending = [] }
                    return (state.pending, state.isStopping)
                }
                if !pulls.isEmpty { await write(pulls) } else if isStopping { return } else { await arrived.wait() }
            }
        } onCancelOrGracefulShutdown: {
            self.state.withLock { $0.isStopping = true }
            self.arrived.raise()
        }
    }

    private func write(_ pulls: [(pull: Pull, changedAt: Timestamp)]) async {
        do {
            let before = try await store.recordPulls(pulls.map(\.pull))
            FailPoint.pullNoted.reach()
            for ((pull, changedAt), delivery) in zip(pulls, before) where delivery?.isAnswered(by: pull) == true {
                metrics.notePull(by: pull.network, after: pull.at - changedAt)
            }
        } catch {
            logger.error(
                "pulls could not be noted",
                metadata: ["count": "\(pulls.count)", "error": "\(logReason(error))"]
            )
        }
    }
}

extension Delivery {
    /// Whether this is the first read of all that is wanted.
    fileprivate func isAnswered(by pull: Pull) -> Bool {
        pulledVersion < wantedVersion && pull.version >= wantedVersion
    }
}
