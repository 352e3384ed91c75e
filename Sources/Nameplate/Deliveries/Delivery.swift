/// What one network is owed for one user: one row for each pair, for ever.
///
/// ```
///                    change, replay            worker claims            2xx
///   (no row) ──────────> pending ──────────────────> sending ──────────────> acknowledged
///                          ^  ^                        │  │                       │ the network pulled
///                          │  └── failed, retry later ─┘  │ 3 days of failures    │ this version or a newer one
///                          │                              v                       v
///                          └──────── replay ───────── discarded              confirmed
/// ```
/// A change puts any state back to pending. What was acknowledged and isn't read back by ``loopAt`` is pinged again, a
/// few times, and then counts as *drifted* (``driftedAt``) until the network reads it or something is asked for. A row is *owed* while `dueAt` is set; an acknowledgement under its fence
/// clears that only if nothing was asked for since the claim, so an edit made while a ping is in flight is never
/// swallowed.
package struct Delivery: Equatable, Sendable {
    package let network: NetworkName
    package let user: UserID
    package var wantedVersion: Int64
    package var wantedAt: Timestamp
    package var acknowledgedVersion: Int64
    package var acknowledgedAt: Timestamp?
    /// The newest version that the network has read back; 0 for none.
    package var pulledVersion: Int64
    package var pulledAt: Timestamp?
    package var attempts: Int
    package var dueAt: Timestamp?
    package var isLeased: Bool
    package var lastStatus: Int?
    package var lastError: String?
    package var discardedAt: Timestamp?
    /// Pings that were sent again because the network didn't read back, since something was last asked for.
    package var repairs = 0
    /// When the newest pull of an older version than ``pulledVersion`` began.
    package var olderPulledAt: Timestamp?
    /// When the network is pinged again unless the loop is closed by then.
    package var loopAt: Timestamp?
    /// Since when it counts as drifted.
    package var driftedAt: Timestamp?

    /// A pull that began so long before another may have arrived at the network after it.
    package static let overlap = Duration.seconds(30)
    package static let mostRepairs = 3

    package init(
        network: NetworkName,
        user: UserID,
        wantedVersion: Int64,
        wantedAt: Timestamp,
        acknowledgedVersion: Int64,
        acknowledgedAt: Timestamp?,
        pulledVersion: Int64,
        pulledAt: Timestamp?,
        attempts: Int,
        dueAt: Timestamp?,
        isLeased: Bool,
        lastStatus: Int?,
        lastError: String?,
        discardedAt: Timestamp?
    ) {
        self.network = network
        self.user = user
        self.wantedVersion = wantedVersion
        self.wantedAt = wantedAt
        self.acknowledgedVersion = acknowledgedVersion
        self.acknowledgedAt = acknowledgedAt
        self.pulledVersion = pulledVersion
        self.pulledAt = pulledAt
        self.attempts = attempts
        self.dueAt = dueAt
        self.isLeased = isLeased
        self.lastStatus = lastStatus
        self.lastError = lastError
        self.discardedAt = discardedAt
    }

    package enum State: String, Sendable, CaseIterable {
        case pending, sending, acknowledged, confirmed, discarded
    }

    /// The first that fits.
    package var state: State {
        if discardedAt != nil { return .discarded }
        if acknowledgedVersion >= wantedVersion, dueAt == nil {
            return isReadBack ? .confirmed : .acknowledged
        }
        return isLeased ? .sending : .pending
    }

    /// The network has read what is wanted, and nothing older may have come to it later.
    package var isReadBack: Bool { pulledVersion >= wantedVersion && !isInDoubt }

    /// Pulls of an older version and of ``pulledVersion`` overlapped, so the network may have kept either.
    package var isInDoubt: Bool {
        guard let olderPulledAt else { return false }
        return (pulledAt ?? olderPulledAt) < olderPulledAt + Self.overlap
    }
}
