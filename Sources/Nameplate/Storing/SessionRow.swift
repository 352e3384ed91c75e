/// How a session and its keys lie in their table, which is the same in every store.
package enum SessionRow {
    package static let columns = """
        session.id, session.user_id, session.signed_in_at, session.last_seen_at, session.expires_at, \
        session.user_agent, session.address
        """
    package static let keyColumns = """
        session.secret_hash, session.previous_hash, session.handover, session.rotated_at, session.confirmed_at
        """

    /// Reads a session that was joined with its user's profile.
    package static func readSignedIn(_ row: some StoredRow) throws -> SignedIn {
        let session = read(row)
        return SignedIn(
            session: session,
            keys: try keys(row, from: 7),
            profile: ProfileRow.read(row, of: session.user, from: 12)
        )
    }

    package static func readEnded(_ row: some StoredRow) -> EndedSession {
        EndedSession(id: SessionID(stored: row[0]), expiresAt: row[1])
    }

    package static func read(_ row: some StoredRow) -> Session {
        Session(
            id: SessionID(stored: row[0]),
            user: UserID(stored: row[1]),
            signedInAt: row[2],
            lastSeenAt: row[3],
            expiresAt: row[4],
            userAgent: row[5],
            address: row[6]
        )
    }

    private static func keys(_ row: some StoredRow, from start: Int) throws -> SessionKeys {
        guard let secretHash = digest(row, start) else {
            throw StoreError.unavailable("A session's stored digest is not of 32 bytes.")
        }
        return SessionKeys(
            secretHash: secretHash,
            previousHash: digest(row, start + 1),
            handover: row[start + 2],
            rotatedAt: row[start + 3],
            confirmedAt: row[start + 4]
        )
    }

    private static func digest(_ row: some StoredRow, _ index: Int) -> Digest? {
        (row[index] as [UInt8]?).flatMap(Digest.init(stored:))
    }
}
