import Nameplate

/// The statements on sessions.
enum SessionSQL {
    static let insert = """
        INSERT INTO session (
            id, user_id, secret_hash, signed_in_at, last_seen_at, expires_at, user_agent, address
        ) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """

    static let update = """
        UPDATE session SET secret_hash = ?, previous_hash = ?, handover = ?, rotated_at = ?, confirmed_at = ?,
            last_seen_at = ?, expires_at = ?
        WHERE id = ?
        """

    static let deleteOne = "DELETE FROM session WHERE id = ? AND user_id = ? RETURNING id, expires_at"
    static let deleteOthers = "DELETE FROM session WHERE id <> ? AND user_id = ? RETURNING id, expires_at"
    static let deleteAll = "DELETE FROM session WHERE user_id = ? RETURNING id, expires_at"
    static let deleteOldest = """
        DELETE FROM session WHERE id IN (
            SELECT id FROM session WHERE user_id = ? AND expires_at > ?
            ORDER BY signed_in_at DESC, id LIMIT -1 OFFSET ?
        ) RETURNING id, expires_at
        """

    static let signedIn = """
        SELECT \(SessionRow.columns), \(SessionRow.keyColumns), \(ProfileRow.columns)
        FROM session JOIN profile ON profile.user_id = session.user_id
        WHERE session.id = ?
        """

    static let ofUser = """
        SELECT \(SessionRow.columns) FROM session WHERE user_id = ? AND expires_at > ? ORDER BY signed_in_at DESC, id
        """
}
