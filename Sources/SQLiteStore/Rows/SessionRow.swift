import FoundationEssentials
import GRDB
import Nameplate

/// How a session and its keys lie in their table.
enum SessionRow {
    static let columns = """
        session.id, session.user_id, session.signed_in_at, session.last_seen_at, session.expires_at, \
        session.user_agent, session.address
        """
    static let keyColumns = """
        session.secret_hash, session.previous_hash, session.handover, session.rotated_at, session.confirmed_at
        """
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

    typealias Ended = (id: SessionID, expiresAt: Timestamp)

    static func readEnded(_ row: Columns) -> Ended {
        (SessionID(stored: row[0]), row[1])
    }

    static let signedIn = """
        SELECT \(columns), \(keyColumns), \(ProfileRow.columns)
        FROM session JOIN profile ON profile.user_id = session.user_id
        WHERE session.id = ?
        """

    static let ofUser = """
        SELECT \(columns) FROM session WHERE user_id = ? AND expires_at > ? ORDER BY signed_in_at DESC, id
        """

    static func readSignedIn(_ row: Columns) throws -> SignedIn {
        let session = read(row)
        return SignedIn(
            session: session,
            keys: try keys(row, from: 7),
            profile: ProfileRow.read(row, of: session.user, from: 12)
        )
    }

    static func read(_ row: Columns) -> Session {
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

    private static func keys(_ row: Columns, from start: Int) throws -> SessionKeys {
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

    static func blob(_ bytes: [UInt8]) -> Data { Data(bytes) }

    private static func digest(_ row: Columns, _ index: Int) -> Digest? {
        (row[index] as [UInt8]?).flatMap(Digest.init(stored:))
    }
}

extension Digest {
    var stored: Data { Data(bytes) }
}
