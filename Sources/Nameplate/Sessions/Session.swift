/// One sign-in of one browser, from its login to its end; a cycle changes its secret and never its id.
package struct Session: Equatable, Sendable {
    package let id: SessionID
    package let user: UserID
    package let signedInAt: Timestamp
    /// Written at most hourly.
    package var lastSeenAt: Timestamp
    package var expiresAt: Timestamp
    package let userAgent: String
    package let address: String

    package init(
        id: SessionID,
        user: UserID,
        signedInAt: Timestamp,
        lastSeenAt: Timestamp,
        expiresAt: Timestamp,
        userAgent: String,
        address: String
    ) {
        self.id = id
        self.user = user
        self.signedInAt = signedInAt
        self.lastSeenAt = lastSeenAt
        self.expiresAt = expiresAt
        self.userAgent = userAgent
        self.address = address
    }
}

/// The public, stable half of a session's cookie: 128 random bits in base64url.
package struct SessionID: Hashable, Sendable {
    package let text: String

    package init?(_ text: String) {
        guard text.utf8.count == 22, Base64URL.decode(text.utf8)?.count == 16 else { return nil }
        self.text = text
    }

    package init(from randomness: Randomness) { text = Base64URL.encode(randomness(16)) }
}

extension SessionID: CustomStringConvertible {
    package var description: String { text }
}

/// Why a session ended, as the `signed-out` event says it.
package enum SessionEnd: String, Sendable, CaseIterable {
    case here, elsewhere, everywhere, ended, expired, password, disabled, erased
}

/// How long a session lives and how many one user may hold.
package struct SessionLimits: Equatable, Sendable {
    /// Ends a session that was not used for this long.
    package var idle: Duration
    /// Ends a session this long after its login, however much it is used.
    package var lifetime: Duration
    /// The oldest sessions of one user end beyond this number.
    package var perUser: Int

    package init(idle: Duration = .seconds(14 * 86400), lifetime: Duration = .seconds(30 * 86400), perUser: Int = 100) {
        self.idle = idle
        self.lifetime = lifetime
        self.perUser = perUser
    }

    package func expiry(signedInAt: Timestamp, lastSeenAt: Timestamp) -> Timestamp {
        min(signedInAt + lifetime, lastSeenAt + idle)
    }
}
