/// Says how many pings a lane may begin now, and when to ask again: breaker, rate limit and pause in one.
///
/// It has no clock, and counts in the clock that never goes back; a step of the wall clock can't open or close it. It
/// drops nothing: what it doesn't let through stays owed.
package struct LaneGate: Sendable {
    package typealias Instant = ContinuousClock.Instant

    /// Pings that may begin.
    package struct Admission: Equatable, Sendable {
        package let count: Int
        /// Its outcome decides whether more may follow.
        package let isProbe: Bool
        fileprivate let era: Int
    }

    /// What an outcome turned the gate to.
    package enum Turn: Equatable, Sendable {
        case opened, closed
        /// For so long, or until it is resumed.
        case paused(for: Duration?)
    }

    private struct Pause {
        let until: Instant?
        let reason: String
    }

    private var breaker = CircuitBreaker()
    private var bucket: TokenBucket?
    private var pause: Pause?
    /// Pings a second over all instances.
    private let rate: Double?
    /// Why the breaker is not closed.
    private var reason: String?

    /// `rate` is a number above 0, or nil for no limit.
    package init(rate: Double? = nil, at now: Instant) {
        self.rate = rate
        bucket = rate.map { TokenBucket(rate: $0, at: now) }
    }

    /// Whether more than a probe may pass, as far as the breaker is concerned.
    package var isClosed: Bool { pause == nil && breaker.position == .closed }

    package var isPaused: Bool { pause != nil }

    /// Lets up to `places` begin.
    package mutating func admit(_ places: Int, at now: Instant) -> Admission {
        advance(to: now)
        var wanted = places
        if pause != nil { wanted = 0 }
        switch breaker.position {
        case .closed: break
        case .open, .halfOpen(isProbing: true): wanted = 0
        case .halfOpen(isProbing: false): wanted = min(wanted, 1)
        }
        let count = bucket?.take(wanted, at: now) ?? wanted
        let isProbe = count > 0 && breaker.position == .halfOpen(isProbing: false)
        if isProbe { breaker.beginProbe() }
        return Admission(count: count, isProbe: isProbe, era: breaker.era)
    }

    /// Whether a change may send its own ping at once; a probe is taken from what is due longest, never from these.
    package mutating func admitChange(at now: Instant) -> Bool {
        advance(to: now)
        guard isClosed else { return false }
        let taken = bucket?.take(1, at: now) ?? 1
        return taken == 1
    }

    /// What a change's own ping, which begins now, is to be noted with.
    package var ofChange: Admission { Admission(count: 1, isProbe: false, era: breaker.era) }

    /// So many of `admission` never began.
    package mutating func giveBack(_ count: Int, of admission: Admission) {
        guard count > 0 else { return }
        bucket?.giveBack(count)
        if admission.isProbe { breaker.withdrawProbe(era: admission.era) }
    }

    /// When `places` may begin, or as many as ever may at once; nil when that depends on an outcome or a person.
    package mutating func opening(for places: Int, at now: Instant) -> Instant? {
        advance(to: now)
        if let pause { return pause.until }
        switch breaker.position {
        case .open(let until): return until
        case .halfOpen(isProbing: true): return nil
        case .halfOpen(isProbing: false): return bucket?.moment(for: 1, at: now) ?? now
        case .closed: return bucket?.moment(for: places, at: now) ?? now
        }
    }

    /// Notes what came of one ping, and says what became of the gate by it.
    ///
    /// `asked` is the wait that the network asked for, `jitter` a uniformly random number from 0 to 1.
    package mutating func note(
        _ verdict: PingVerdict,
        asked: Duration? = nil,
        of admission: Admission,
        at now: Instant,
        jitter: Double
    ) -> Turn? {
        advance(to: now)
        let before = breaker.position
        guard case .failed(let fault) = verdict else {
            breaker.succeed(asProbe: admission.isProbe, era: admission.era)
            return turn(from: before)
        }
        switch fault.consequence(asked: asked) {
        case .nothing where fault == .unreadable:
            if admission.isProbe { breaker.withdrawProbe(era: admission.era) }
        case .nothing:
            // It is an answer, and that is all a probe is for.
            if admission.isProbe { breaker.succeed(asProbe: true, era: admission.era) }
        case .failure:
            breaker.fail(asProbe: admission.isProbe, era: admission.era, at: now, jitter: jitter)
        case .rest(let span):
            breaker.open(until: now + max(.seconds(1), min(span, RetryAfter.longest)))
        case .pause(let span):
            if admission.isProbe { breaker.withdrawProbe(era: admission.era) }
            guard pause == nil, admission.era == breaker.era else { return nil }
            pause = Pause(until: span.map { now + $0 }, reason: fault.word)
            return .paused(for: span)
        }
        if breaker.position != before, case .open = breaker.position { reason = fault.word }
        return turn(from: before)
    }

    /// Takes over what the store, and so any instance, says of the pause.
    package mutating func setPause(until: Instant?, reason: String) {
        pause = Pause(until: until, reason: reason)
    }

    /// Ends a pause; its first ping is a probe.
    ///
    /// - Returns: Whether there was one.
    package mutating func resume() -> Bool {
        guard pause != nil else { return false }
        pause = nil
        breaker.doubt()
        reason = nil
        return true
    }

    /// Sends a probe at once that the breaker would have waited with.
    ///
    /// - Returns: Whether it had.
    package mutating func lift() -> Bool {
        guard case .open = breaker.position else { return false }
        breaker.doubt()
        reason = nil
        return true
    }

    /// The network has another key from now on: what the old one still brings counts for nothing.
    ///
    /// - Returns: Whether a pause for the old one has ended.
    package mutating func changeKey() -> Bool {
        breaker.disregardUnderWay()
        // Without an end the pause is an operator's, whatever they wrote.
        guard let pause, pause.until != nil, pause.reason == PingFault.unauthorized.word else { return false }
        return resume()
    }

    /// Takes this instance's share of the rate.
    package mutating func share(among workers: Int, at now: Instant) {
        guard let rate else { return }
        bucket?.change(rate: rate / Double(max(1, workers)), at: now)
    }

    private mutating func advance(to now: Instant) {
        if let until = pause?.until, until <= now { _ = resume() }
        breaker.advance(to: now)
    }

    private func turn(from before: CircuitBreaker.Position) -> Turn? {
        switch (before, breaker.position) {
        case (.closed, .open), (.halfOpen, .open): .opened
        case (.halfOpen, .closed): .closed
        default: nil
        }
    }
}

extension LaneGate {
    /// How it stands, for people and their dashboards.
    package struct Report: Equatable, Sendable {
        package enum Breaker: String, Sendable, CaseIterable {
            case closed, open
            case halfOpen = "half-open"
        }

        package let breaker: Breaker
        /// Why nothing, or no more than a probe, is sent: a fault's word, or what a person wrote.
        package let reason: String?
        /// When that ends by itself.
        package let until: Instant?
        package let isPaused: Bool
        /// Failures in a row.
        package let failures: Int
        /// This instance's share, in pings a second.
        package let rate: Double?
    }

    package mutating func report(at now: Instant) -> Report {
        advance(to: now)
        let breaker: Report.Breaker
        var until: Instant?
        switch self.breaker.position {
        case .closed: breaker = .closed
        case .halfOpen: breaker = .halfOpen
        case .open(let end): (breaker, until) = (.open, end)
        }
        return Report(
            breaker: breaker,
            reason: pause?.reason ?? (breaker == .closed ? nil : reason),
            until: pause == nil ? until : pause?.until,
            isPaused: pause != nil,
            failures: self.breaker.failures,
            rate: bucket?.rate
        )
    }
}
