import Logging
import Nameplate
import ServiceLifecycle
import Synchronization

/// Notes what networks read, after the answer and in batches.
///
/// A crash may lose a note; that costs a repair ping.
final class PullLog: Service {
    private struct State {
        var pending: [Pull] = []
        var isStopping = false
    }

    private let store: any Store
    private let logger: Logger
    private let state = Mutex(State())
    private let arrived = Signal()

    init(store: any Store, logger: Logger) {
        self.store = store
        self.logger = logger
    }

    func add(_ pull: Pull) {
        state.withLock { $0.pending.append(pull) }
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

    private func write(_ pulls: [Pull]) async {
        do {
            try await store.recordPulls(pulls)
            FailPoint.pullNoted.reach()
        } catch {
            logger.error(
                "pulls could not be noted",
                metadata: ["count": "\(pulls.count)", "error": "\(type(of: error))"]
            )
        }
    }
}
