extension StoreTransaction {
    /// Deletes the sessions and returns the ids of those that were alive, which alone are told of.
    @discardableResult
    package func end(
        _ selection: SessionSelection,
        because end: SessionEnd,
        at now: Timestamp
    ) throws -> [SessionID] {
        let user = selection.user
        try hold(user)
        return try tell(try deleteSessions(selection), of: user, end, at: now)
    }

    /// The session that the same browser had before, whoever was signed in.
    func endReplaced(_ browser: SignIn.Browser, of user: UserID) throws {
        guard let old = browser.replacing else { return }
        try end(.one(old, of: user), because: .ended, at: browser.now)
    }

    /// The oldest of the user's sessions, so that with the new one there are no more than the limit.
    func endOldest(of user: UserID, _ browser: SignIn.Browser) throws {
        let kept = max(browser.limits.perUser - 1, 0)
        let ended = try deleteOldestSessions(of: user, keeping: kept, at: browser.now)
        try tell(ended, of: user, .ended, at: browser.now)
    }

    @discardableResult
    private func tell(
        _ ended: [EndedSession],
        of user: UserID,
        _ end: SessionEnd,
        at now: Timestamp
    ) throws -> [SessionID] {
        let alive = ended.filter { $0.expiresAt > now }.map(\.id)
        guard !alive.isEmpty else { return [] }
        note(.sessionsEnded(alive, user: user, end))
        try record(Activity(kind: .signedOut, user: user, actor: end.actor, detail: end.rawValue, now: now))
        return alive
    }
}

extension SessionSelection {
    var user: UserID {
        switch self {
        case .one(_, let user), .others(_, let user), .all(let user): user
        }
    }
}

extension SessionEnd {
    /// Who ends sessions for this reason, as far as it tells.
    fileprivate var actor: Actor {
        switch self {
        case .here, .elsewhere, .everywhere: .reader
        case .disabled, .erased: .backend
        case .ended, .expired, .password: .service
        }
    }
}
