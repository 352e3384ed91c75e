import Logging
import Nameplate
import Synchronization

/// One network's share of the sender: so many places, filled from what is due, oldest first, as its gate lets through.
///
/// It is woken by commits, by places that become free, by the moment at which the next delivery is due or the gate
/// opens, and now and then in case a clock was put forward. While much is owed it claims half of its places at a time,
/// so that a claim's commit serves many pings.
final class Lane: Sendable {
    private struct State {
        var free: Int
        var isStopping = false
        /// Something may be due: the store is worth asking.
        var mayBeDue = true
        /// Leased by changes, with a place each, and not yet started.
        var handed: [(Claim, Receipt)] = []
        /// The moment for which a timer is set.
        var alarm: ContinuousClock.Instant?
    }

    private let network: NetworkName
    private let store: any Store
    private let worker: WorkerLease
    private let concurrency: Int
    let care: LaneCare
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
        rate: Double?,
        dispatcher: PingDispatcher,
        clock: @escaping Clock,
        logger: Logger
    ) {
        self.network = network
        self.store = store
        self.worker = worker
        self.concurrency = concurrency
        care = LaneCare(network: network, rate: rate, store: store, clock: clock, logger: logger)
        self.dispatcher = dispatcher
        self.clock = clock
        self.logger = logger
        state = Mutex(State(free: concurrency))
    }

    /// How many places a claim waits for: half of them, but for a probe.
    private var claimed: Int { care.isClosed ? max(1, concurrency / 2) : 1 }

    /// Takes a place for a change's own ping, if one is free and the gate lets it through.
    func reserve() -> Bool {
        guard care.admitChange() else { return false }
        let isFree = state.withLock { state in
            guard state.free > 0, !state.isStopping else { return false }
            state.free -= 1
            return true
        }
        if !isFree { care.giveBack(1, of: care.beginChange()) }
        return isFree
    }

    /// Gives back a place that was reserved and not used.
    func release() {
        care.giveBack(1, of: care.beginChange())
        freePlace()
    }

    private func freePlace() {
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
                    for (claim, receipt) in takeHanded() {
                        let admission = care.beginChange()
                        pings.addTask { await self.deliver(claim, receipt, admission) }
                    }
                    let (isStopping, isIdle) = state.withLock { ($0.isStopping, $0.free == concurrency) }
                    if isStopping, isIdle { return }
                    guard !isStopping, let admission = admit(&timers) else {
                        await signal.wait()
                        continue
                    }
                    let claims = await claimDue(admission, &timers)
                    for claim in claims { pings.addTask { await self.deliver(claim, nil, admission) } }
                    if claims.isEmpty { await signal.wait() }
                }
            }
            timers.cancelAll()
        }
    }

    private func deliver(_ claim: Claim, _ receipt: Receipt?, _ admission: LaneGate.Admission) async {
        let sent = await TraceContext.$current.withValue(receipt?.trace ?? TraceContext()) {
            FailPoint.pingDue.reach()
            return await dispatcher.send(claim)
        }
        let turn = care.note(sent, of: admission)
        FailPoint.pingAnswered.reach()
        let recorded = await dispatcher.record(sent)
        FailPoint.outcomeRecorded.reach()
        receipt?.fulfil(recorded)
        if let turn { await care.tell(turn, of: sent) }
        if sent.outcome.result != .acknowledged { state.withLock { $0.mayBeDue = true } }
        freePlace()
    }

    private func takeHanded() -> [(Claim, Receipt)] {
        state.withLock { state in
            defer { state.handed = [] }
            return state.handed
        }
    }

    /// How it stands, for people and their dashboards.
    func report() -> LaneReport {
        let free = state.withLock(\.free)
        return LaneReport(gate: care.report(), places: concurrency, sending: concurrency - free)
    }

    /// Takes as many free places as the gate lets through, if there is something to do with them.
    ///
    /// One is left, where it is not the last: a change that comes meanwhile finds a place for its own ping.
    private func admit(_ timers: inout DiscardingTaskGroup) -> LaneGate.Admission? {
        let places = state.withLock { state in
            guard state.mayBeDue, state.free >= claimed else { return 0 }
            let places = max(1, state.free - 1)
            state.free -= places
            return places
        }
        guard places > 0 else { return nil }
        let admission = care.admit(places)
        state.withLock { state in
            state.free += places - admission.count
            if admission.count > 0 { state.mayBeDue = false }
        }
        if admission.count > 0 { return admission }
        if let opening = care.opening(for: claimed) { setAlarm(opening, &timers) }
        return nil
    }

    private func claimDue(_ admission: LaneGate.Admission, _ timers: inout DiscardingTaskGroup) async -> [Claim] {
        let places = admission.count
        var claims: [Claim] = []
        FailPoint.claimDue.reach()
        do {
            claims = worker.isAlive ? try await store.claim(places, of: network, by: worker.id, at: clock()) : []
            if !worker.isAlive {
                setAlarm(.now + .seconds(1), &timers)
            } else if claims.count < places, let due = try await store.nextDue(of: network, at: clock()) {
                // What is due and can't be claimed is just being written by somebody, who won't tell when that is done.
                setAlarm(.now + max(due - clock(), .milliseconds(100)), &timers)
            }
        } catch {
            logger.error("deliveries could not be claimed", metadata: ["error": "\(logReason(error))"])
            setAlarm(.now + .seconds(1), &timers)
        }
        FailPoint.claimed.reach()
        care.giveBack(places - claims.count, of: admission)
        state.withLock { state in
            state.free += places - claims.count
            if claims.count == places { state.mayBeDue = true }
        }
        return claims
    }

    /// Wakes the lane at that moment; a timer for a later one is left to ring in vain.
    private func setAlarm(_ moment: ContinuousClock.Instant, _ timers: inout DiscardingTaskGroup) {
        let isNew = state.withLock { state in
            if let alarm = state.alarm, alarm > .now, alarm <= moment { return false }
            state.alarm = moment
            return true
        }
        guard isNew else { return }
        timers.addTask {
            // Nothing but time brings these moments about.
            try? await Task.sleep(until: moment, clock: .continuous)
            self.state.withLock { if $0.alarm == moment { $0.alarm = nil } }
            self.wake()
        }
    }
}
