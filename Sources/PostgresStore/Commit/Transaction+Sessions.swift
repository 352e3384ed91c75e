import Nameplate

/// The statements of ``StoreTransaction`` on sessions and codes.
extension Transaction {
    /// Locks the session, which a logout deletes under the same lock.
    func signedIn(_ session: SessionID) throws -> SignedIn? {
        try query(SessionSQL.signedIn + " FOR NO KEY UPDATE OF session", session.text).first.map(
            SessionRow.readSignedIn
        )
    }

    func insert(_ session: Session, secretHash: Digest) {
        later(
            Statement(
                """
                INSERT INTO session (
                    id, user_id, secret_hash, signed_in_at, last_seen_at, expires_at, user_agent, address
                ) VALUES ($1, $2, $3, $4::bigint, $5::bigint, $6::bigint, $7, $8)
                """,
                stored: [
                    .text(session.id.text), .text(session.user.text), .bytes(secretHash.bytes),
                    StoredValue(session.signedInAt), StoredValue(session.lastSeenAt), StoredValue(session.expiresAt),
                    .text(session.userAgent), .text(session.address),
                ]
            )
        )
    }

    func update(_ signedIn: SignedIn) {
        let (session, keys) = (signedIn.session, signedIn.keys)
        later(
            Statement(
                """
                UPDATE session SET secret_hash = $1, previous_hash = $2, handover = $3, rotated_at = $4::bigint,
                    confirmed_at = $5::bigint, last_seen_at = $6::bigint, expires_at = $7::bigint
                WHERE id = $8
                """,
                stored: [
                    .bytes(keys.secretHash.bytes), StoredValue(keys.previousHash?.bytes), StoredValue(keys.handover),
                    StoredValue(keys.rotatedAt), StoredValue(keys.confirmedAt), StoredValue(session.lastSeenAt),
                    StoredValue(session.expiresAt), .text(session.id.text),
                ]
            )
        )
    }

    func owner(of session: SessionID) throws -> UserID? {
        try query("SELECT user_id FROM session WHERE id = $1", session.text).first.map { UserID(stored: $0[0]) }
    }

    func deleteSessions(_ selection: SessionSelection) throws -> [EndedSession] {
        let rows =
            switch selection {
            case .one(let session, let user):
                try write(
                    "DELETE FROM session WHERE id = $1 AND user_id = $2 RETURNING id, expires_at",
                    session.text,
                    user.text
                )
            case .others(let session, let user):
                try write(
                    "DELETE FROM session WHERE id <> $1 AND user_id = $2 RETURNING id, expires_at",
                    session.text,
                    user.text
                )
            case .all(let user):
                try write("DELETE FROM session WHERE user_id = $1 RETURNING id, expires_at", user.text)
            }
        return rows.map { SessionRow.readEnded($0) }
    }

    func deleteOldestSessions(of user: UserID, keeping kept: Int, at now: Timestamp) throws -> [EndedSession] {
        try write(
            """
            DELETE FROM session WHERE id = ANY (ARRAY(
                SELECT id FROM session WHERE user_id = $1 AND expires_at > $2::bigint
                ORDER BY signed_in_at DESC, id OFFSET $3::int))
            RETURNING id, expires_at
            """,
            user.text,
            String(now.milliseconds),
            String(kept)
        ).map { SessionRow.readEnded($0) }
    }

    func insertHandoff(_ code: Digest, for user: UserID, expiresAt: Timestamp) {
        later(
            Statement(
                "INSERT INTO handoff (code_hash, user_id, expires_at) VALUES ($1, $2, $3::bigint)",
                stored: [.bytes(code.bytes), .text(user.text), StoredValue(expiresAt)]
            )
        )
    }

    /// Holds the users of the code and of the session before anything of theirs: an erasure, which deletes the user's
    /// codes, does so too.
    func holdOwners(of code: Digest, and session: SessionID?) throws {
        let owners = try query(
            "SELECT user_id FROM handoff WHERE code_hash = $1 UNION SELECT user_id FROM session WHERE id = $2",
            StoredValue.bytes(code.bytes).text,
            session?.text
        )
        for user in owners.map({ UserID(stored: $0[0]) }).sorted() { try hold(user) }
    }

    func takeHandoff(_ code: Digest) throws -> StoredHandoff? {
        try write(
            "DELETE FROM handoff WHERE code_hash = $1 RETURNING user_id, expires_at",
            StoredValue.bytes(code.bytes).text
        ).first.map { StoredHandoff(user: UserID(stored: $0[0]), expiresAt: $0[1]) }
    }

    func deleteHandoffs(of user: UserID) { later("DELETE FROM handoff WHERE user_id = $1", user.text) }
}
