package import Nameplate

extension PostgresStore {
    private static let slice = 1000

    /// Sweeps in slices, so that a change waits for one slice at the most.
    package func sweep(at now: Timestamp) async throws {
        let steps: [@Sendable (Transaction) throws -> Int] = [
            { try $0.sweepExpiredSessions(at: now, Self.slice) },
            { try $0.forgetOldSecrets(at: now, Self.slice) },
            { try $0.sweepHandoffs(at: now, Self.slice) },
            { try $0.sweepActivity(at: now, Self.slice) },
            { try $0.sweepExchanges(at: now, Self.slice) },
        ]
        for step in steps {
            while try await commit(step) == Self.slice {}
        }
    }
}

/// Each step removes one slice and returns how many rows that were.
///
/// Instances may sweep at the same time: each skips what another is just removing.
extension Transaction {
    fileprivate func sweepExpiredSessions(at now: Timestamp, _ slice: Int) throws -> Int {
        let ended = try write(
            """
            DELETE FROM session WHERE id = ANY (ARRAY(
                SELECT id FROM session WHERE expires_at <= $1::bigint LIMIT $2::int FOR UPDATE SKIP LOCKED))
            RETURNING user_id, id
            """,
            String(now.milliseconds),
            String(slice)
        ).map { (user: UserID(stored: $0[0]), id: SessionID(stored: $0[1])) }
        for (user, rows) in Dictionary(grouping: ended, by: \.user) {
            note(.sessionsEnded(rows.map(\.id), user: user, .expired))
        }
        return ended.count
    }

    /// The previous secret and the handover, once the new secret has arrived for long enough.
    ///
    /// Nobody is told: whoever remembers the session's keys knows by the clock that they are worth nothing any more.
    fileprivate func forgetOldSecrets(at now: Timestamp, _ slice: Int) throws -> Int {
        try write(
            """
            UPDATE session SET previous_hash = NULL, handover = NULL WHERE id = ANY (ARRAY(
                SELECT id FROM session WHERE previous_hash IS NOT NULL AND confirmed_at <= $1::bigint
                LIMIT $2::int FOR UPDATE SKIP LOCKED))
            """,
            String((now - SessionKeys.overlap).milliseconds),
            String(slice)
        ).affected
    }

    fileprivate func sweepHandoffs(at now: Timestamp, _ slice: Int) throws -> Int {
        try write(
            """
            DELETE FROM handoff WHERE code_hash = ANY (ARRAY(
                SELECT code_hash FROM handoff WHERE expires_at <= $1::bigint LIMIT $2::int FOR UPDATE SKIP LOCKED))
            """,
            String(now.milliseconds),
            String(slice)
        ).affected
    }

    /// Rows are in the order of time by their ids, so the oldest need no index; and nothing is locked while none is old.
    ///
    /// The newest stays, as it does in SQLite, which would give its id to another row after a copy.
    fileprivate func sweepActivity(at now: Timestamp, _ slice: Int) throws -> Int {
        try write(
            """
            DELETE FROM activity WHERE at < $1::bigint AND id < (SELECT max(id) FROM activity) AND id = ANY (ARRAY(
                SELECT id FROM activity ORDER BY id LIMIT $2::int))
            """,
            String((now - Activity.retention).milliseconds),
            String(slice)
        ).affected
    }

    fileprivate func sweepExchanges(at now: Timestamp, _ slice: Int) throws -> Int {
        try write(
            """
            DELETE FROM exchange WHERE at < $1::bigint AND id < (SELECT max(id) FROM exchange) AND id = ANY (ARRAY(
                SELECT id FROM exchange ORDER BY id LIMIT $2::int))
            """,
            String((now - Exchange.retention).milliseconds),
            String(slice)
        ).affected
    }
}
