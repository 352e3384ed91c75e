/// What login needs of a user.
package struct Credential: Sendable, Equatable {
    /// A PHC string (Argon2id), or nil for a user without a password.
    package let passwordHash: String?
    package let canSignIn: Bool

    package init(passwordHash: String?, canSignIn: Bool) {
        self.passwordHash = passwordHash
        self.canSignIn = canSignIn
    }
}

/// A new password.
///
/// All sessions of the user end but `keeping`.
package struct PasswordTransaction: Sendable {
    package let user: UserID
    package let passwordHash: String
    /// The stored hash that the current password was checked against, where one had to be given: if it is another by
    /// now, nothing is changed.
    package let verifiedHash: String?
    package let keeping: SessionID?
    package let actor: Actor
    package let now: Timestamp

    package init(
        user: UserID,
        passwordHash: String,
        verifiedHash: String? = nil,
        keeping: SessionID?,
        actor: Actor,
        now: Timestamp
    ) {
        self.user = user
        self.passwordHash = passwordHash
        self.verifiedHash = verifiedHash
        self.keeping = keeping
        self.actor = actor
        self.now = now
    }
}

/// A new session.
///
/// An old one of the same browser ends with it, and so do the user's oldest beyond the limit.
package struct SignIn: Sendable {
    /// The browser's part, which is the same for a password and a code.
    package struct Browser: Sendable {
        package let id: SessionID
        package let secretHash: Digest
        package let replacing: SessionID?
        package let userAgent: String
        package let address: String
        package let limits: SessionLimits
        package let now: Timestamp

        package init(
            id: SessionID,
            secretHash: Digest,
            replacing: SessionID?,
            userAgent: String,
            address: String,
            limits: SessionLimits,
            now: Timestamp
        ) {
            self.id = id
            self.secretHash = secretHash
            self.replacing = replacing
            self.userAgent = userAgent
            self.address = address
            self.limits = limits
            self.now = now
        }
    }

    package let user: UserID
    package let browser: Browser
    /// The stored hash that the given password was checked against, outside the transaction.
    ///
    /// If it is another by now, the password is no longer the user's. Nil where no password was given.
    package let verifiedHash: String?
    /// A stronger hash of the password that was just given, when the stored one is older than today's cost.
    package let upgradedHash: String?

    package init(user: UserID, browser: Browser, verifiedHash: String? = nil, upgradedHash: String? = nil) {
        self.user = user
        self.browser = browser
        self.verifiedHash = verifiedHash
        self.upgradedHash = upgradedHash
    }
}

/// A session that is alive, with its user's profile as of the same moment.
package struct SignedIn: Sendable, Equatable {
    package var session: Session
    package var keys: SessionKeys
    package var profile: Profile

    package init(session: Session, keys: SessionKeys, profile: Profile) {
        self.session = session
        self.keys = keys
        self.profile = profile
    }
}

/// A cycle, as the browser asks for it.
package struct SessionCycle: Sendable {
    package struct Outcome: Sendable, Equatable {
        package let signedIn: SignedIn
        package let secret: SessionSecret

        package init(signedIn: SignedIn, secret: SessionSecret) {
            self.signedIn = signedIn
            self.secret = secret
        }
    }

    package let credential: SessionCredential
    /// 32 fresh random bytes.
    package let handover: [UInt8]
    package let limits: SessionLimits
    package let now: Timestamp

    package init(
        credential: SessionCredential,
        handover: [UInt8],
        limits: SessionLimits,
        now: Timestamp
    ) {
        self.credential = credential
        self.handover = handover
        self.limits = limits
        self.now = now
    }
}

/// Which sessions to end.
package enum SessionSelection: Sendable, Equatable {
    case one(SessionID, of: UserID)
    case others(than: SessionID, of: UserID)
    case all(of: UserID)
}
