import Logging
import Nameplate
import Synchronization

/// One network's share of the sender: so many places, filled from what is due, oldest first.
///
/// It is woken by commits, by places that become free, and by the moment at which the next delivery is due; it never
/// asks the store without one of these. While much is owed it claims half of its places at a time, so that a claim's
/// commit serves many pings.
final class Lane: Sendable {
    private struct State {
        var free: Int
        var isStopping = false
        /// Something may be due: the store is worth asking.
        var mayBeDue = true
        /// Leased by changes, with a place each, and not yet started.
        var handed: [(Claim, Receipt)] = []
        /// The moment for which a timer is set.
        var alarm: Timestamp?
    }

    private let network: NetworkName
    private let store: any Store
    private let worker: WorkerLease
    private let concurrency: Int
    private let dispatcher: PingDispatcher
    private let clock: Clock
    private let logger: Logger
    private let state: Mutex<State>
    private let signal = Signal()

    init(
        network: NetworkName,
        store: any Store,
        worker: WorkerLease,
        concurrency: Int,
        dispatcher: PingDispatcher,
        clock: @escaping Clock,
        logger: Logger
    ) {
        self.network = network
        self.store = store
        self.worker = worker
        self.concurrency = concurrency
        self.dispatcher = dispatcher
        self.clock = clock
        self.logger = logger
        state = Mutex(State(free: concurrency))
    }

    /// How many places a claim waits for.
    private var claimed: Int { max(1, concurrency / 2) }

    func reserve() -> Bool {
        state.withLock { state in
            guard state.free > 0, !state.isStopping else { return false }
            state.free -= 1
            return true
        }
    }

    func release() {
        let isWanted = state.withLock { state in
            state.free += 1
            return state.isStopping || (state.mayBeDue && state.free >= claimed)
        }
        // While too few places are free for a claim there is nothing to wake for.
        if isWanted { signal.raise() }
    }

    func send(_ claim: Claim, receipt: Receipt) {
        state.withLock { $0.handed.append((claim, receipt)) }
        signal.raise()
    }

    func wake() {
        state.withLock { $0.mayBeDue = true }
        signal.raise()
    }

    func stop() {
        state.withLock { $0.isStopping = true }
        signal.raise()
    }

    /// Runs until it is stopped and every ping under way has its outcome on record.
    func run() async {
        await withDiscardingTaskGroup { timers in
            await withDiscardingTaskGroup { pings in
                while true {
                    for (claim, receipt) in takeHanded() { pings.addTask { await self.deliver(claim, receipt) } }
                    let (isStopping, isIdle) = state.withLock { ($0.isStopping, $0.free == concurrency) }
                    if isStopping, isIdle { return }
                    let claims = isStopping ? [] : await claimDue(&timers)
                    for claim in claims { pings.addTask { await self.deliver(claim, nil) } }
                    if claims.isEmpty { await signal.wait() }
                }
            }
            timers.cancelAll()
        }
    }

    private func deliver(_ claim: Claim, _ receipt: Receipt?) async {
        let sent = await TraceContext.$current.withValue(receipt?.trace ?? TraceContext()) {
            await dispatcher.deliver(claim)
        }
        receipt?.fulfil(sent)
        if sent.outcome.result != .acknowledged { state.withLock { $0.mayBeDue = true } }
        release()
    }

    private func takeHanded() -> [(Claim, Receipt)] {
        state.withLock { state in
            defer { state.handed = [] }
            return state.handed
        }
    }

    private func claimDue(_ timers: inout DiscardingTaskGroup) async -> [Claim] {
        let places = state.withLock { state in
            guard state.mayBeDue, state.free >= claimed else { return 0 }
            defer { state.free = 0 }
            state.mayBeDue = false
            return state.free
        }
        guard places > 0 else { return [] }
        var claims: [Claim] = []
        do {
            claims = worker.isAlive ? try await store.claim(places, of: network, by: worker.id, at: clock()) : []
            if !worker.isAlive {
                setAlarm(clock() + .seconds(1), &timers)
            } else if claims.count < places, let due = try await store.nextDue(of: network, at: clock()) {
                // What is due and can't be claimed is just being written by somebody, who won't tell when that is done.
                setAlarm(max(due, clock() + .milliseconds(100)), &timers)
            }
        } catch {
            logger.error("deliveries could not be claimed", metadata: ["error": "\(type(of: error))"])
            setAlarm(clock() + .seconds(1), &timers)
        }
        state.withLock { state in
            state.free += places - claims.count
            if claims.count == places { state.mayBeDue = true }
        }
        return claims
    }

    /// Wakes the lane when the next delivery is due; a timer for a later moment is left to ring in vain.
    private func setAlarm(_ due: Timestamp, _ timers: inout DiscardingTaskGroup) {
        let now = clock()
        let isNew = state.withLock { state in
            if let alarm = state.alarm, alarm > now, alarm <= due { return false }
            state.alarm = due
            return true
        }
        guard isNew else { return }
        timers.addTask {
            // Due times are moments of the clock: nothing but time brings them about.
            try? await Task.sleep(for: max(.milliseconds(1), due - now))
            self.state.withLock { if $0.alarm == due { $0.alarm = nil } }
            self.wake()
        }
    }
}
