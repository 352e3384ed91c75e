extension StoreTransaction {
    func setPassword(_ hash: String, of user: UserID, by actor: Actor, at now: Timestamp) throws {
        try putPassword(hash, of: user, at: now)
        try record(Activity(kind: .passwordSet, user: user, actor: actor, now: now))
    }

    package func apply(_ change: PasswordTransaction) throws {
        guard let profile = try profile(of: change.user)?.profile else { throw StoreError.unknownUser }
        guard !profile.isErased else { throw StoreError.erased }
        try check(change.verifiedHash, of: change.user)
        try setPassword(change.passwordHash, of: change.user, by: change.actor, at: change.now)
        let ending = change.keeping.map { SessionSelection.others(than: $0, of: change.user) }
        try end(ending ?? .all(of: change.user), because: .password, at: change.now)
    }

    /// Refuses a password that was checked against a hash which has been replaced meanwhile.
    func check(_ verifiedHash: String?, of user: UserID) throws {
        guard let verifiedHash else { return }
        let stored = try passwordHash(of: user)
        guard stored == verifiedHash else { throw StoreError.cannotSignIn }
    }
}
