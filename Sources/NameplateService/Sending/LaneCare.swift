import Logging
import Nameplate
import Synchronization

/// Keeps one lane's gate: learns from each answer and from the store, and tells people and other instances.
final class LaneCare: Sendable {
    private struct State {
        var gate: LaneGate
        /// Grows with each pause or resumption that is decided here, so that what was read of the store before it
        /// doesn't undo it.
        var decisions = 0
    }

    private let network: NetworkName
    private let store: any Store
    private let clock: Clock
    private let logger: Logger
    private let state: Mutex<State>

    init(network: NetworkName, rate: Double?, store: any Store, clock: @escaping Clock, logger: Logger) {
        self.network = network
        self.store = store
        self.clock = clock
        var logger = logger
        logger[metadataKey: "network"] = "\(network)"
        self.logger = logger
        state = Mutex(State(gate: LaneGate(rate: rate, at: .now)))
    }

    private var isPaused: Bool { state.withLock(\.gate.isPaused) }

    var isClosed: Bool { state.withLock(\.gate.isClosed) }

    func admit(_ places: Int) -> LaneGate.Admission { state.withLock { $0.gate.admit(places, at: .now) } }

    func admitChange() -> Bool { state.withLock { $0.gate.admitChange(at: .now) } }

    /// What a change's own ping, which begins now, is to be noted with.
    func beginChange() -> LaneGate.Admission { state.withLock(\.gate.ofChange) }

    func giveBack(_ count: Int, of admission: LaneGate.Admission) {
        state.withLock { $0.gate.giveBack(count, of: admission) }
    }

    /// When `places` may begin; nil when an outcome or a person decides that.
    func opening(for places: Int) -> ContinuousClock.Instant? {
        state.withLock { $0.gate.opening(for: places, at: .now) }
    }

    /// Learns from what came of one ping; what it returns is to be passed to ``tell(_:of:)``.
    func note(_ sent: SentPing, of admission: LaneGate.Admission) -> LaneGate.Turn? {
        state.withLock { state in
            guard let verdict = sent.verdict else {
                state.gate.giveBack(1, of: admission)
                return nil
            }
            let turn = state.gate.note(
                verdict,
                asked: sent.asked,
                of: admission,
                at: .now,
                jitter: .random(in: 0...1)
            )
            if case .paused = turn { state.decisions += 1 }
            return turn
        }
    }

    /// Tells what became of the gate by an answer.
    func tell(_ turn: LaneGate.Turn, of sent: SentPing) async {
        let answer: Logger.Metadata = [
            "error": "\(sent.outcome.error ?? "")", "status": "\(sent.outcome.status.map(String.init) ?? "none")",
        ]
        switch turn {
        case .opened: logger.warning("a network is left alone for a while", metadata: answer)
        case .closed: logger.notice("a network answers again")
        case .paused(let span):
            let wait = span.map { "for \($0.components.seconds) s" } ?? "until somebody resumes it"
            logger.error("a network refuses us; nothing is sent to it \(wait)", metadata: answer)
            await pauseEverywhere(for: span, reason: sent.outcome.error ?? "")
        }
    }

    /// Other instances learn of it when they renew themselves.
    private func pauseEverywhere(for span: Duration?, reason: String) async {
        let now = clock()
        do {
            let pause = NetworkPause(at: now, until: span.map { now + $0 }, reason: reason)
            // A person or a new key may have ended it meanwhile, here, where it is known first.
            guard isPaused else { return }
            try await store.pause(network, pause, unlessPaused: true)
            if !isPaused { try await store.resume(network) }
        } catch {
            // This instance keeps to it until it has read that there is none, and is refused anew.
            logger.error("a pause could not be kept", metadata: ["error": "\(logReason(error))"])
        }
        state.withLock { $0.decisions += 1 }
    }

    /// To be asked for before the store is read for ``learn(_:workers:since:)``.
    var decisions: Int { state.withLock(\.decisions) }

    /// Takes over what the store says, unless something was decided here since it was asked.
    ///
    /// - Returns: Whether something may be sent again.
    func learn(_ pause: NetworkPause?, workers: Int, since decisions: Int) -> Bool {
        state.withLock { state in
            state.gate.share(among: workers, at: .now)
            return state.decisions == decisions && take(pause, &state.gate)
        }
    }

    /// Takes over what a person decided here, which is in the store.
    ///
    /// - Returns: Whether something may be sent again.
    func decide(_ pause: NetworkPause?) -> Bool {
        state.withLock { state in
            state.decisions += 1
            let isResumed = take(pause, &state.gate)
            // Who resumes a network knows that it is worth a try.
            return (pause == nil && state.gate.lift()) || isResumed
        }
    }

    /// The network has another key from now on.
    ///
    /// - Returns: Whether a pause for the old one has ended, which the store still has.
    func changeKey() -> Bool {
        state.withLock { state in
            guard state.gate.changeKey() else { return false }
            state.decisions += 1
            return true
        }
    }

    private func take(_ pause: NetworkPause?, _ gate: inout LaneGate) -> Bool {
        guard let pause else { return gate.resume() }
        let now = clock()
        gate.setPause(until: pause.until.map { .now + ($0 - now) }, reason: pause.reason)
        return false
    }

    func report() -> LaneGate.Report { state.withLock { $0.gate.report(at: .now) } }
}
