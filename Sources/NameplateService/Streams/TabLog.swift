import Logging
import Nameplate
import ServiceLifecycle
import Synchronization

/// Notes how many open streams were told of a change, a moment later and in batches.
///
/// A crash may lose a note, and so does a store that is away; that costs a line of a timeline.
final class TabLog: Service {
    private struct Key: Hashable {
        let user: UserID
        let version: Int64
    }

    private struct State {
        var told: [Key: (count: Int, at: Timestamp)] = [:]
        var isStopping = false
    }

    /// In it most of a change's streams are written to, and counted together.
    private static let gathering = Duration.seconds(1)
    /// So many changes are counted at once; what comes while there are more is not.
    private static let mostChanges = 10_000
    /// So many are written at once that a change beside it waits some milliseconds.
    private static let slice = 250

    private let store: any Store
    private let clock: Clock
    private let logger: Logger
    private let state = Mutex(State())
    private let arrived = Signal()

    init(store: any Store, clock: @escaping Clock, logger: Logger) {
        self.store = store
        self.clock = clock
        self.logger = logger
    }

    /// One more stream was told.
    func add(_ version: Int64, of user: UserID) {
        let key = Key(user: user, version: version)
        let isFirst = state.withLock { state in
            if let (count, at) = state.told[key] {
                state.told[key] = (count + 1, at)
                return false
            }
            guard state.told.count < Self.mostChanges else { return false }
            state.told[key] = (1, clock())
            return state.told.count == 1
        }
        if isFirst { arrived.raise() }
    }

    func run() async throws {
        await withTaskCancellationOrGracefulShutdownHandler {
            while true {
                let isStopping = state.withLock(\.isStopping)
                if !isStopping {
                    await arrived.wait()
                    await cancelWhenGracefulShutdown { try? await Task.sleep(for: Self.gathering) }  // told in turn
                }
                let told = take()
                if !told.isEmpty { await write(told) } else if isStopping { return }
            }
        } onCancelOrGracefulShutdown: {
            self.state.withLock { $0.isStopping = true }
            self.arrived.raise()
        }
    }

    private func take() -> [TabsTold] {
        let told = state.withLock { state in
            defer { state.told = [:] }
            return state.told
        }
        return told.map { TabsTold(user: $0.user, version: $0.version, at: $1.at, count: $1.count) }
            .sorted { ($0.at, $0.version) < ($1.at, $1.version) }
    }

    private func write(_ told: [TabsTold]) async {
        for start in stride(from: 0, to: told.count, by: Self.slice) {
            let slice = Array(told[start..<min(start + Self.slice, told.count)])
            do {
                try await store.recordTabs(slice)
            } catch {
                logger.error(
                    "told tabs could not be noted",
                    metadata: ["count": "\(slice.count)", "error": "\(type(of: error))"]
                )
            }
        }
    }
}
