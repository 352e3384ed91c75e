extension StoreTransaction {
    package func signIn(_ signIn: SignIn) throws -> SignedIn {
        let browser = signIn.browser
        let replaced = try browser.replacing.flatMap { try owner(of: $0) }
        for user in Set([signIn.user, replaced ?? signIn.user]).sorted() { try hold(user) }
        guard let profile = try profile(of: signIn.user)?.profile else { throw StoreError.unknownUser }
        guard profile.canSignIn else { throw StoreError.cannotSignIn }
        try check(signIn.verifiedHash, of: signIn.user)
        if let replaced { try endReplaced(browser, of: replaced) }
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
        try insert(session, secretHash: browser.secretHash)
        if let hash = signIn.upgradedHash { try upgradePassword(hash, of: signIn.user) }
        try record(Activity(kind: .signedIn, user: signIn.user, actor: .reader, now: browser.now))
        return SignedIn(session: session, keys: SessionKeys(secretHash: browser.secretHash), profile: profile)
    }

    /// Consumes the code even if its user can't sign in: a code is shown once.
    package func redeem(_ code: Digest, as browser: SignIn.Browser) throws -> Result<SignedIn?, any Error> {
        guard let handoff = try takeHandoff(code), handoff.expiresAt > browser.now else { return .success(nil) }
        do {
            return .success(try signIn(SignIn(user: handoff.user, browser: browser)))
        } catch let error as StoreError {
            return .failure(error)
        }
    }

    package func addHandoff(
        _ code: Digest,
        for user: UserID,
        profile change: ProfileTransaction?,
        expiresAt: Timestamp
    ) throws {
        if var change {
            // Nobody gets the outcome, so nobody would send what it leased.
            change.lease = nil
            _ = try apply(change)
        }
        guard let profile = try profile(of: user)?.profile else { throw StoreError.unknownUser }
        guard !profile.isErased else { throw StoreError.erased }
        guard profile.canSignIn else { throw StoreError.cannotSignIn }
        try insertHandoff(code, for: user, expiresAt: expiresAt)
    }

    package func cycle(_ cycle: SessionCycle) throws -> SessionCycle.Outcome? {
        let id = cycle.credential.id
        guard var signedIn = try self.signedIn(id),
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
        try update(signedIn)
        FailPoint.cycleWritten.reach()
        note(.session(id))
        return SessionCycle.Outcome(signedIn: signedIn, secret: secret)
    }

    package func touch(_ id: SessionID, isConfirmed: Bool, limits: SessionLimits, at now: Timestamp) throws {
        guard var signedIn = try self.signedIn(id),
            signedIn.session.expiresAt > now
        else { return }
        signedIn.session.lastSeenAt = max(signedIn.session.lastSeenAt, now)
        signedIn.session.expiresAt = limits.expiry(
            signedInAt: signedIn.session.signedInAt,
            lastSeenAt: signedIn.session.lastSeenAt
        )
        if isConfirmed { signedIn.keys.confirm(at: now) }
        try update(signedIn)
        note(.session(id))
    }
}
