import GRDB
import Nameplate

/// Each step removes one slice and returns how many rows that were.
extension Transaction {
    static let sliceOfSweep = 1000

    func sweepExpiredSessions(at now: Timestamp) throws -> Int {
        let ended = try all(
            """
            DELETE FROM session WHERE id IN (SELECT id FROM session WHERE expires_at <= ? LIMIT ?)
            RETURNING user_id, id
            """,
            [now.milliseconds, Self.sliceOfSweep]
        ) { (user: UserID(stored: $0[0]), id: SessionID(stored: $0[1])) }
        for (user, rows) in Dictionary(grouping: ended, by: \.user) {
            note(.sessionsEnded(rows.map(\.id), user: user, .expired))
        }
        return ended.count
    }

    /// The previous secret and the handover, once the new secret has arrived for long enough.
    func forgetOldSecrets(at now: Timestamp) throws -> Int {
        let sessions = try all(
            """
            UPDATE session SET previous_hash = NULL, handover = NULL WHERE id IN (
                SELECT id FROM session WHERE previous_hash IS NOT NULL AND confirmed_at <= ? LIMIT ?)
            RETURNING id
            """,
            [(now - SessionKeys.overlap).milliseconds, Self.sliceOfSweep]
        ) { SessionID(stored: $0[0]) }
        for session in sessions { note(.session(session)) }
        return sessions.count
    }

    func sweepHandoffs(at now: Timestamp) throws -> Int {
        try execute(
            "DELETE FROM handoff WHERE code_hash IN (SELECT code_hash FROM handoff WHERE expires_at <= ? LIMIT ?)",
            [now.milliseconds, Self.sliceOfSweep]
        )
        return changes
    }

    /// Rows are in the order of time by their ids, so the oldest need no index.
    ///
    /// The newest stays, or SQLite would give its id to another row, and the chains of activity would cross.
    func sweepActivity(at now: Timestamp) throws -> Int {
        try execute(
            """
            DELETE FROM activity WHERE at < ?
                AND id IN (SELECT id FROM activity ORDER BY id LIMIT ?)
                AND id < (SELECT max(id) FROM activity)
            """,
            [(now - Activity.retention).milliseconds, Self.sliceOfSweep]
        )
        return changes
    }

    /// The newest stays, or SQLite would give its id to another row, and a page of a timeline would have it twice.
    func sweepExchanges(at now: Timestamp) throws -> Int {
        try execute(
            """
            DELETE FROM exchange WHERE at < ?
                AND id IN (SELECT id FROM exchange ORDER BY id LIMIT ?)
                AND id < (SELECT max(id) FROM exchange)
            """,
            [(now - Exchange.retention).milliseconds, Self.sliceOfSweep]
        )
        return changes
    }

    /// A worker without a row is as dead as one whose time is over.
    func sweepWorkers(at now: Timestamp) throws -> Int {
        try execute("DELETE FROM worker WHERE alive_until <= ?", [now.milliseconds])
        return 0
    }
}
