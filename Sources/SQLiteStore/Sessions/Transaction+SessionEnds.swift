import GRDB
import Nameplate

extension Transaction {
    /// Deletes the sessions and returns the ids of those that were alive, which alone are told of.
    @discardableResult
    func end(_ selection: SessionSelection, because end: SessionEnd, at now: Timestamp) throws -> [SessionID] {
        let user: UserID
        let rows: [SessionRow.Ended]
        switch selection {
        case .one(let session, let owner):
            user = owner
            rows = try all(SessionRow.deleteOne, [session.text, owner.text], SessionRow.readEnded)
        case .others(let session, let owner):
            user = owner
            rows = try all(SessionRow.deleteOthers, [session.text, owner.text], SessionRow.readEnded)
        case .all(let owner):
            user = owner
            rows = try all(SessionRow.deleteAll, [owner.text], SessionRow.readEnded)
        }
        return try tell(rows, of: user, end, at: now)
    }

    /// The session that the same browser had before, whoever was signed in.
    func endReplaced(_ browser: SignIn.Browser) throws {
        guard let old = browser.replacing else { return }
        let rows = try all(
            "DELETE FROM session WHERE id = ? RETURNING id, expires_at, user_id",
            [old.text],
            { (SessionRow.readEnded($0), UserID(stored: $0[2])) }
        )
        for (row, user) in rows { try tell([row], of: user, .ended, at: browser.now) }
    }

    /// The oldest of the user's sessions, so that with the new one there are no more than the limit.
    func endOldest(of user: UserID, _ browser: SignIn.Browser) throws {
        let rows = try all(
            SessionRow.deleteOldest,
            [user.text, browser.now.milliseconds, max(browser.limits.perUser - 1, 0)],
            SessionRow.readEnded
        )
        try tell(rows, of: user, .ended, at: browser.now)
    }

    @discardableResult
    private func tell(
        _ rows: [SessionRow.Ended],
        of user: UserID,
        _ end: SessionEnd,
        at now: Timestamp
    ) throws -> [SessionID] {
        let alive = rows.filter { $0.expiresAt > now }.map(\.id)
        guard !alive.isEmpty else { return [] }
        note(.sessionsEnded(alive, user: user, end))
        try record(Activity(kind: .signedOut, user: user, actor: end.actor, detail: end.rawValue, now: now))
        return alive
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
