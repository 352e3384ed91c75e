/// What a genuine token says.
public struct TokenClaims: Sendable, Equatable {
    /// The network's full name.
    public let domain: String
    /// The reader's id at the publisher, or `system`.
    public let userID: String
    /// Absent from tokens that Livefyre minted itself and from some old libraries'.
    public let displayName: String?
    /// Epoch seconds, with a fraction in Node's tokens; the token is good up to and including this moment.
    ///
    /// It may be far beyond what an `Int` holds: see ``secondsLeft(at:)``.
    public let expires: Double
    /// Epoch seconds; only in Node's tokens.
    public let issuedAt: Double?

    public init(domain: String, userID: String, displayName: String?, expires: Double, issuedAt: Double? = nil) {
        self.domain = domain
        self.userID = userID
        self.displayName = displayName
        self.expires = expires
        self.issuedAt = issuedAt
    }

    /// Whether the bearer is the network itself, or whoever acts for it.
    public var isSystem: Bool { userID == LivefyreNetwork.systemUser }

    /// Whole seconds from `now` until the token expires, rounded down; 0 for an expired one, and at most 2^53.
    public func secondsLeft(at now: Int) -> Int {
        Int(min(max(0, (expires - Double(now)).rounded(.down)), 9_007_199_254_740_992))
    }
}
