import Logging
import Nameplate
import Outbound
import ServiceLifecycle

/// Sends what is owed: one worker of this process with a lane for each network.
///
/// Alive as long as it renews itself; when the service stops it finishes the pings under way and frees the rest.
final class PingSender: Service {
    private let worker: WorkerLease
    private let store: any Store
    private let lanes: [NetworkName: Lane]
    private let outcomes: OutcomeWriter
    private let logger: Logger
    private let stopping = Signal()
    /// Raised when its worker lives, or never will.
    let begun = Signal()

    init(
        store: any Store,
        networks: Networks,
        outbound: OutboundClient,
        settings: ServiceSettings,
        metrics: Metrics,
        clock: @escaping Clock,
        randomness: @escaping Randomness,
        logger: Logger
    ) {
        let worker = WorkerLease(WorkerID(from: randomness), store: store, clock: clock)
        self.worker = worker
        self.store = store
        self.logger = logger
        let outcomes = OutcomeWriter(store: store, worker: worker.id, clock: clock, logger: logger)
        self.outcomes = outcomes
        let dispatcher = PingDispatcher(
            worker: worker,
            store: store,
            networks: networks,
            outbound: outbound,
            policy: settings.retryPolicy,
            pullWithin: settings.pullWithin,
            outcomes: outcomes,
            metrics: metrics,
            clock: clock
        )
        lanes = Dictionary(
            uniqueKeysWithValues: networks.names.map { network in
                (
                    network,
                    Lane(
                        network: network,
                        store: store,
                        worker: worker,
                        concurrency: settings.concurrency(of: network),
                        rate: settings.rate(of: network),
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
        guard worker.isAlive else { return nil }
        let free = lanes.filter { $0.value.reserve() }
        return free.isEmpty ? nil : .init(worker: worker.id, networks: Set(free.keys))
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

    /// Takes over at once what a person decided here, and the store knows: a pause, or its end.
    func decide(_ pause: NetworkPause?, for network: NetworkName) {
        guard let lane = lanes[network] else { return }
        if lane.care.decide(pause) { lane.wake() }
    }

    /// The network has another key from now on, so what it answers to the old one counts for nothing.
    func changeKey(of network: NetworkName) {
        guard let lane = lanes[network] else { return }
        if lane.care.changeKey() { lane.wake() }
    }

    /// How the network's lane stands in this instance; nil without one.
    func report(of network: NetworkName) -> LaneReport? { lanes[network]?.report() }

    func run() async throws {
        defer { begun.raise() }
        try await renew()
        begun.raise()
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
            try await store.retire(worker.id)
        } catch {
            // Nothing is lost: a worker that is gone is dead to the store in a few seconds.
            logger.error("the worker could not retire", metadata: ["error": "\(logReason(error))"])
        }
    }

    private func stayAlive() async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.stopping.wait() }
            group.addTask {
                var wait = WorkerID.renewal
                while !Task.isCancelled {
                    try? await Task.sleep(for: wait)  // a lease is time: it is renewed thrice within its own
                    guard !Task.isCancelled else { return }
                    wait = await self.isRenewed() ? WorkerID.renewal : .seconds(1)
                }
            }
            await group.next()
            group.cancelAll()
        }
    }

    /// Renews the worker, and lets each lane know what other instances, and people there, have decided.
    private func renew() async throws {
        let decisions = lanes.mapValues(\.care.decisions)
        let renewal = try await worker.renew()
        for (name, lane) in lanes {
            let pause = renewal.pauses[name]
            let mayGoOn = lane.care.learn(pause, workers: renewal.living, since: decisions[name] ?? 0)
            if mayGoOn { lane.wake() }
        }
    }

    private func isRenewed() async -> Bool {
        do {
            try await renew()
            return true
        } catch {
            logger.error("the worker could not renew itself", metadata: ["error": "\(logReason(error))"])
            return false
        }
    }
}
