import GRDB
import Nameplate

/// The statements of ``StoreTransaction`` on sessions and codes.
extension Transaction {
    func signedIn(_ session: SessionID) throws -> SignedIn? {
        try first(SessionSQL.signedIn, [session.text], SessionRow.readSignedIn)
    }

    func insert(_ session: Session, secretHash: Digest) throws {
        try execute(
            SessionSQL.insert,
            [
                session.id.text, session.user.text, StoredValue(secretHash.bytes), session.signedInAt.milliseconds,
                session.lastSeenAt.milliseconds, session.expiresAt.milliseconds, session.userAgent, session.address,
            ]
        )
    }

    func update(_ signedIn: SignedIn) throws {
        let (session, keys) = (signedIn.session, signedIn.keys)
        try execute(
            SessionSQL.update,
            [
                StoredValue(keys.secretHash.bytes), StoredValue(keys.previousHash?.bytes), StoredValue(keys.handover),
                keys.rotatedAt?.milliseconds, keys.confirmedAt?.milliseconds, session.lastSeenAt.milliseconds,
                session.expiresAt.milliseconds, session.id.text,
            ]
        )
    }

    func owner(of session: SessionID) throws -> UserID? {
        try first("SELECT user_id FROM session WHERE id = ?", [session.text]) { UserID(stored: $0[0]) }
    }

    func deleteSessions(_ selection: SessionSelection) throws -> [EndedSession] {
        switch selection {
        case .one(let session, let user):
            try all(SessionSQL.deleteOne, [session.text, user.text], SessionRow.readEnded)
        case .others(let session, let user):
            try all(SessionSQL.deleteOthers, [session.text, user.text], SessionRow.readEnded)
        case .all(let user):
            try all(SessionSQL.deleteAll, [user.text], SessionRow.readEnded)
        }
    }

    func deleteOldestSessions(of user: UserID, keeping kept: Int, at now: Timestamp) throws -> [EndedSession] {
        try all(SessionSQL.deleteOldest, [user.text, now.milliseconds, kept], SessionRow.readEnded)
    }

    func insertHandoff(_ code: Digest, for user: UserID, expiresAt: Timestamp) throws {
        try execute(
            "INSERT INTO handoff (code_hash, user_id, expires_at) VALUES (?, ?, ?)",
            [StoredValue(code.bytes), user.text, expiresAt.milliseconds]
        )
    }

    func takeHandoff(_ code: Digest) throws -> StoredHandoff? {
        try first(
            "DELETE FROM handoff WHERE code_hash = ? RETURNING user_id, expires_at",
            [StoredValue(code.bytes)]
        ) { StoredHandoff(user: UserID(stored: $0[0]), expiresAt: $0[1]) }
    }

    func deleteHandoffs(of user: UserID) throws {
        try execute("DELETE FROM handoff WHERE user_id = ?", [user.text])
    }
}
