import GRDB
import Nameplate

extension Transaction {
    func signIn(_ signIn: SignIn) throws -> SignedIn {
        let browser = signIn.browser
        guard let profile = try profile(of: signIn.user) else { throw StoreError.unknownUser }
        guard profile.canSignIn else { throw StoreError.cannotSignIn }
        try check(signIn.verifiedHash, of: signIn.user)
        try endReplaced(browser)
        try endOldest(of: signIn.user, browser)
        let session = Session(
            id: browser.id,
            user: signIn.user,
            signedInAt: browser.now,
            lastSeenAt: browser.now,
            expiresAt: browser.limits.expiry(signedInAt: browser.now, lastSeenAt: browser.now),
            userAgent: browser.userAgent,
            address: browser.address
        )
        try execute(
            SessionRow.insert,
            [
                session.id.text, session.user.text, browser.secretHash.stored, session.signedInAt.milliseconds,
                session.lastSeenAt.milliseconds, session.expiresAt.milliseconds, session.userAgent, session.address,
            ]
        )
        if let hash = signIn.upgradedHash {
            try execute("UPDATE credential SET password_hash = ? WHERE user_id = ?", [hash, signIn.user.text])
        }
        try record(Activity(kind: .signedIn, user: signIn.user, actor: .reader, now: browser.now))
        return SignedIn(session: session, keys: SessionKeys(secretHash: browser.secretHash), profile: profile)
    }

    /// Consumes the code even if its user can't sign in: a code is shown once.
    func redeem(_ code: Digest, as browser: SignIn.Browser) throws -> Result<SignedIn?, any Error> {
        let handoff = try first(
            "DELETE FROM handoff WHERE code_hash = ? RETURNING user_id, expires_at",
            [code.stored]
        ) { row in (user: UserID(stored: row[0]), expiresAt: row[1] as Timestamp) }
        guard let handoff, handoff.expiresAt > browser.now else { return .success(nil) }
        do {
            return .success(try signIn(SignIn(user: handoff.user, browser: browser)))
        } catch let error as StoreError {
            return .failure(error)
        }
    }

    func addHandoff(_ code: Digest, for user: UserID, profile change: ProfileTransaction?, expiresAt: Timestamp) throws
    {
        if var change {
            // Nobody gets the outcome, so nobody would send what it leased.
            change.lease = nil
            _ = try apply(change)
        }
        guard let profile = try profile(of: user) else { throw StoreError.unknownUser }
        guard !profile.isErased else { throw StoreError.erased }
        guard profile.canSignIn else { throw StoreError.cannotSignIn }
        try execute(
            "INSERT INTO handoff (code_hash, user_id, expires_at) VALUES (?, ?, ?)",
            [code.stored, user.text, expiresAt.milliseconds]
        )
    }

    func cycle(_ cycle: SessionCycle) throws -> SessionCycle.Outcome? {
        let id = cycle.credential.id
        guard var signedIn = try first(SessionRow.signedIn, [id.text], SessionRow.readSignedIn),
            signedIn.session.expiresAt > cycle.now, signedIn.profile.canSignIn,
            let secret = signedIn.keys.cycle(
                presenting: cycle.credential.secret,
                handover: cycle.handover,
                at: cycle.now
            )
        else { return nil }
        signedIn.session.lastSeenAt = max(signedIn.session.lastSeenAt, cycle.now)
        signedIn.session.expiresAt = cycle.limits.expiry(
            signedInAt: signedIn.session.signedInAt,
            lastSeenAt: signedIn.session.lastSeenAt
        )
        try write(signedIn)
        note(.session(id))
        return SessionCycle.Outcome(signedIn: signedIn, secret: secret)
    }

    func touch(_ id: SessionID, isConfirmed: Bool, limits: SessionLimits, at now: Timestamp) throws {
        guard var signedIn = try first(SessionRow.signedIn, [id.text], SessionRow.readSignedIn),
            signedIn.session.expiresAt > now
        else { return }
        signedIn.session.lastSeenAt = max(signedIn.session.lastSeenAt, now)
        signedIn.session.expiresAt = limits.expiry(
            signedInAt: signedIn.session.signedInAt,
            lastSeenAt: signedIn.session.lastSeenAt
        )
        if isConfirmed { signedIn.keys.confirm(at: now) }
        try write(signedIn)
        note(.session(id))
    }

    private func write(_ signedIn: SignedIn) throws {
        let (session, keys) = (signedIn.session, signedIn.keys)
        try execute(
            SessionRow.update,
            [
                keys.secretHash.stored, keys.previousHash?.stored, keys.handover.map(SessionRow.blob),
                keys.rotatedAt?.milliseconds, keys.confirmedAt?.milliseconds, session.lastSeenAt.milliseconds,
                session.expiresAt.milliseconds, session.id.text,
            ]
        )
    }
}
