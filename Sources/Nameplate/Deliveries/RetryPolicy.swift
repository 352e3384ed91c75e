/// When a failed ping is tried again: exponential backoff with full jitter, then, after three days, no more.
package struct RetryPolicy: Sendable, Equatable {
    /// The longest wait after the first failure; each further one doubles it.
    package var first: Duration = .seconds(1)
    /// No wait is longer.
    package var longest: Duration = .seconds(900)
    /// What was owed for longer than this may be discarded at its next failure.
    package var giveUpAfter: Duration = .seconds(3 * 86400)
    /// It was tried at least as often by then: a lane that was closed for four days, or a clock that was put forward,
    /// gives nothing up at the first failure after it.
    package var fewestAttempts = 12

    package init() {}

    /// The moment of the next try, or nil to discard.
    ///
    /// - Parameters:
    ///   - attempts: How many pings were tried, this failure's included; at least 1.
    ///   - wantedAt: When what is owed was first wanted.
    ///   - now: The moment of the failure.
    ///   - jitter: A uniformly random number from 0 to 1.
    ///   - asked: The network's Retry-After, if it gave one; honoured up to an hour.
    ///   - mayDiscard: Whether this failure is one that deliveries are given up for.
    /// - Returns: At least 50 ms from now.
    package func next(
        attempts: Int,
        wantedAt: Timestamp,
        now: Timestamp,
        jitter: Double,
        asked: Duration? = nil,
        mayDiscard: Bool = true
    ) -> Timestamp? {
        if mayDiscard, now - wantedAt >= giveUpAfter, attempts >= fewestAttempts { return nil }
        let ceiling = min(longest.milliseconds, first.milliseconds << min(attempts - 1, 30))
        let wait = Duration.milliseconds(max(50, Int64(Double(ceiling) * jitter)))
        return now + max(wait, min(asked ?? .zero, RetryAfter.longest))
    }
}
