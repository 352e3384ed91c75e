/// A worker's hold on one delivery: a lease that dies with the worker, fenced by a number that each claim raises.
package struct Claim: Hashable, Sendable {
    package let network: NetworkName
    package let user: UserID
    /// The version that an acknowledgement of this ping stands for.
    package let version: Int64
    package let owedSequence: Int64
    package let fence: Int64
    /// Pings already tried for what is owed, before this one.
    package let attempts: Int
    package let wantedAt: Timestamp

    package init(
        network: NetworkName,
        user: UserID,
        version: Int64,
        owedSequence: Int64,
        fence: Int64,
        attempts: Int,
        wantedAt: Timestamp
    ) {
        self.network = network
        self.user = user
        self.version = version
        self.owedSequence = owedSequence
        self.fence = fence
        self.attempts = attempts
        self.wantedAt = wantedAt
    }
}

/// A running sender of pings.
///
/// One is alive as long as it renews itself: every 4 s, for 12 s.
package struct WorkerID: Hashable, Sendable {
    package static let lifetime = Duration.seconds(12)
    package static let renewal = Duration.seconds(4)
    package let text: String

    package init(_ text: String) { self.text = text }
    package init(from randomness: Randomness) { text = Base64URL.encode(randomness(12)) }
}

/// What came of one claim, to be written under its fence.
package struct ClaimOutcome: Sendable, Equatable {
    package enum Result: Sendable, Equatable {
        case acknowledged
        /// Tried and failed: one more attempt, due again then.
        case retry(at: Timestamp)
        /// Tried and given up.
        case discarded
        /// Never sent, by no fault of the network: due at once, and no attempt is counted.
        case released
    }

    package let claim: Claim
    package let result: Result
    /// The answer's status, or nil where none came.
    package let status: Int?
    /// A word of a closed set for what went wrong, or nil.
    package let error: String?
    /// How long the exchange took.
    package var milliseconds: Int?
    /// The version that the ping itself carried, of which an acknowledgement says that it was read.
    package var carried: Int64?
    /// When what is acknowledged is pinged again unless it was read back; nil for never.
    package var pullBy: Timestamp?

    package init(
        claim: Claim,
        result: Result,
        status: Int?,
        error: String?,
        milliseconds: Int? = nil,
        carried: Int64? = nil,
        pullBy: Timestamp? = nil
    ) {
        self.claim = claim
        self.result = result
        self.status = status
        self.error = error
        self.milliseconds = milliseconds
        self.carried = carried
        self.pullBy = pullBy
    }
}
