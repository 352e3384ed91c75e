import Logging
import Nameplate
import Outbound
import ServiceLifecycle

/// Sends what is owed: one worker of this process with a lane for each network.
///
/// Alive as long as it renews itself; when the service stops it finishes the pings under way and frees the rest.
final class PingSender: Service {
    let worker: WorkerID
    private let store: any Store
    private let lanes: [NetworkName: Lane]
    private let outcomes: OutcomeWriter
    private let clock: Clock
    private let logger: Logger
    private let stopping = Signal()

    init(
        store: any Store,
        networks: [any Network],
        outbound: OutboundClient,
        settings: ServiceSettings,
        metrics: Metrics,
        clock: @escaping Clock,
        randomness: @escaping Randomness,
        logger: Logger
    ) {
        let worker = WorkerID(from: randomness)
        self.worker = worker
        self.store = store
        self.clock = clock
        self.logger = logger
        let outcomes = OutcomeWriter(store: store, worker: worker, clock: clock, logger: logger)
        self.outcomes = outcomes
        let dispatcher = PingDispatcher(
            outbound: outbound,
            policy: settings.retryPolicy,
            outcomes: outcomes,
            metrics: metrics,
            clock: clock
        )
        lanes = Dictionary(
            uniqueKeysWithValues: networks.map { network in
                (
                    network.name,
                    Lane(
                        network: network,
                        store: store,
                        worker: worker,
                        concurrency: settings.pingConcurrency,
                        dispatcher: dispatcher,
                        clock: clock,
                        logger: logger
                    )
                )
            }
        )
    }

    /// Takes a place in each lane that has one free, so that a change may send its own ping at once.
    ///
    /// Every place taken must be used by ``send(_:)`` or given back by ``release(_:)``.
    func reserve() -> ProfileTransaction.Lease? {
        let free = lanes.filter { $0.value.reserve() }
        return free.isEmpty ? nil : .init(worker: worker, networks: Set(free.keys))
    }

    func release(_ networks: some Sequence<NetworkName>) {
        for network in networks { lanes[network]?.release() }
    }

    /// Sends a delivery that was leased with a reserved place.
    func send(_ claim: Claim) -> Receipt {
        let receipt = Receipt()
        lanes[claim.network]?.send(claim, receipt: receipt)
        return receipt
    }

    /// Something is owed that no worker holds.
    func wake(_ network: NetworkName) { lanes[network]?.wake() }

    func wakeAll() {
        for lane in lanes.values { lane.wake() }
    }

    func run() async throws {
        try await store.renew(worker, until: clock() + WorkerID.lifetime, at: clock())
        await withTaskCancellationOrGracefulShutdownHandler {
            await withDiscardingTaskGroup { group in
                group.addTask { await self.stayAlive() }
                group.addTask { await self.outcomes.run() }
                await withDiscardingTaskGroup { sending in
                    for lane in lanes.values { sending.addTask { await lane.run() } }
                }
                outcomes.finish()
                stopping.raise()
            }
        } onCancelOrGracefulShutdown: {
            self.outcomes.stop()
            for lane in self.lanes.values { lane.stop() }
        }
        do {
            try await store.retire(worker)
        } catch {
            // Nothing is lost: a worker that is gone is dead to the store in a few seconds.
            logger.error("the worker could not retire", metadata: ["error": "\(type(of: error))"])
        }
    }

    private func stayAlive() async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.stopping.wait() }
            group.addTask {
                while !Task.isCancelled {
                    // The lease is a matter of time: it is renewed thrice within its length.
                    try? await Task.sleep(for: WorkerID.renewal)
                    guard !Task.isCancelled else { return }
                    await self.renew()
                }
            }
            await group.next()
            group.cancelAll()
        }
    }

    private func renew() async {
        do {
            try await store.renew(worker, until: clock() + WorkerID.lifetime, at: clock())
        } catch {
            logger.error("the worker could not renew itself", metadata: ["error": "\(type(of: error))"])
        }
    }
}
