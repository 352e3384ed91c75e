/// Leaves a network alone that keeps failing, and finds out by single pings when it is back.
///
/// ```
///            5 failures in a row, or half of the last 20
///   closed ─────────────────────────────────────────────> open ── its time is over ──> half-open
///      ^                                                   ^                            │     │
///      │                                                   └────── the probe failed ────┘     │
///      └─────────────────────────── the probe was answered ──────────────────────────────────┘
/// ```
/// It only says when; what is owed stays owed meanwhile.
package struct CircuitBreaker: Sendable {
    package typealias Instant = ContinuousClock.Instant

    package enum Position: Equatable, Sendable {
        case closed
        case open(until: Instant)
        case halfOpen(isProbing: Bool)
    }

    package static let failuresInARow = 5
    package static let window = 20
    package static let shortest = Duration.seconds(1)
    package static let longest = Duration.seconds(60)

    package private(set) var position = Position.closed
    /// Failures in a row, of pings that were begun while it was closed and of probes.
    package private(set) var failures = 0
    /// Raised whenever it opens or closes: what was begun before says nothing about the present.
    package private(set) var era = 0
    /// The last outcomes, newest lowest; a failure is a 1.
    private var outcomes: UInt32 = 0
    private var outcomeCount = 0
    private var span = Self.shortest

    package init() {}

    /// Lets an opening that is over become half-open.
    package mutating func advance(to now: Instant) {
        if case .open(let until) = position, until <= now { position = .halfOpen(isProbing: false) }
    }

    package mutating func beginProbe() { position = .halfOpen(isProbing: true) }

    /// The probe was never sent.
    package mutating func withdrawProbe(era: Int) {
        if counts(asProbe: true, era: era) { position = .halfOpen(isProbing: false) }
    }

    package mutating func succeed(asProbe isProbe: Bool, era: Int) {
        guard counts(asProbe: isProbe, era: era) else { return }
        if isProbe { return close() }
        failures = 0
        note(isFailure: false)
    }

    /// `jitter` is a uniformly random number from 0 to 1.
    package mutating func fail(asProbe isProbe: Bool, era: Int, at now: Instant, jitter: Double) {
        guard counts(asProbe: isProbe, era: era) else { return }
        failures += 1
        note(isFailure: true)
        let isHalfOfMany = outcomeCount == Self.window && outcomes.nonzeroBitCount * 2 >= Self.window
        guard isProbe || failures >= Self.failuresInARow || isHalfOfMany else { return }
        open(until: now + span * (0.5 + jitter / 2))
        span = min(span * 2, Self.longest)
    }

    /// Opens, at least until then, whatever was counted.
    package mutating func open(until: Instant) {
        if case .open(let other) = position, other >= until { return }
        position = .open(until: until)
        forget()
    }

    /// Trusts the network no further than a probe.
    package mutating func doubt() {
        position = .halfOpen(isProbing: false)
        forget()
    }

    /// Whatever is under way says nothing about the present any more.
    package mutating func disregardUnderWay() {
        if case .halfOpen = position { position = .halfOpen(isProbing: false) }
        forget()
    }

    /// Whether an outcome says something about the present.
    private func counts(asProbe isProbe: Bool, era: Int) -> Bool {
        era == self.era && position == (isProbe ? .halfOpen(isProbing: true) : .closed)
    }

    private mutating func close() {
        position = .closed
        failures = 0
        span = Self.shortest
        forget()
    }

    private mutating func forget() {
        era += 1
        (outcomes, outcomeCount) = (0, 0)
    }

    private mutating func note(isFailure: Bool) {
        outcomes = (outcomes << 1 | (isFailure ? 1 : 0)) & (1 << UInt32(Self.window) - 1)
        outcomeCount = min(outcomeCount + 1, Self.window)
    }
}
