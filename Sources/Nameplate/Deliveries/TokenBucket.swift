/// Lets at most so many begin in any second, and never many at once: what it saves up is a twentieth of a second's worth.
///
/// A second that begins with all of that must not get more either, so it refills by that much less than the rate.
package struct TokenBucket: Sendable {
    package typealias Instant = ContinuousClock.Instant

    package private(set) var rate: Double
    private var tokens: Double
    private var filledAt: Instant

    /// `rate` is a number above 0, a second.
    package init(rate: Double, at now: Instant) {
        self.rate = rate
        tokens = Self.capacity(rate)
        filledAt = now
    }

    package mutating func change(rate: Double, at now: Instant) {
        fill(at: now)
        self.rate = rate
        tokens = min(tokens, Self.capacity(rate))
    }

    /// Takes up to `wanted`, and returns how many that were.
    package mutating func take(_ wanted: Int, at now: Instant) -> Int {
        fill(at: now)
        let taken = max(0, min(wanted, Int(tokens)))
        tokens -= Double(taken)
        return taken
    }

    package mutating func giveBack(_ count: Int) {
        tokens = min(tokens + Double(count), Self.capacity(rate))
    }

    /// When it will have `wanted`, or as many as it can ever have.
    package func moment(for wanted: Int, at now: Instant) -> Instant {
        let missing = min(Double(wanted), Self.capacity(rate).rounded(.down)) - tokens
        // A little more, so that whoever comes back then finds it whole in spite of rounding.
        return missing > 0 ? max(now, filledAt + .seconds(missing / refill) + .microseconds(10)) : now
    }

    private mutating func fill(at now: Instant) {
        guard now > filledAt else { return }
        let span = filledAt.duration(to: now)
        tokens = min(tokens + refill * (span / .seconds(1)), Self.capacity(rate))
        filledAt = now
    }

    /// A second.
    private var refill: Double { rate - Self.capacity(rate) + 1 }

    private static func capacity(_ rate: Double) -> Double { max(1, rate / 20) }
}
