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

    static let signedIn = """
        SELECT \(columns), \(keyColumns), \(ProfileRow.columns)
        FROM session JOIN profile ON profile.user_id = session.user_id
        WHERE session.id = ?
        """

    static func readSignedIn(_ row: Row) throws -> SignedIn {
        let session = read(row)
        return SignedIn(
            session: session, keys: try keys(row, from: 7), profile: ProfileRow.read(row, of: session.user, from: 12))
    }

    static func read(_ row: Row) -> Session {
        Session(
            id: SessionID(stored: row[0]),
            user: UserID(stored: row[1]),
            signedInAt: Timestamp(milliseconds: row[2]),
            lastSeenAt: Timestamp(milliseconds: row[3]),
            expiresAt: Timestamp(milliseconds: row[4]),
            userAgent: row[5],
            address: row[6])
    }

    private static func keys(_ row: Row, from start: Int) throws -> SessionKeys {
        guard let secretHash = digest(row, start) else {
            throw StoreError.unavailable("A session's stored digest is not of 32 bytes.")
        }
        return SessionKeys(
            secretHash: secretHash,
            previousHash: digest(row, start + 1),
            handover: bytes(row, start + 2),
            rotatedAt: row.time(start + 3),
            confirmedAt: row.time(start + 4))
    }

    private static func digest(_ row: Row, _ index: Int) -> Digest? {
        bytes(row, index).flatMap(Digest.init(stored:))
    }

    private static func bytes(_ row: Row, _ index: Int) -> [UInt8]? {
        (row[index] as Data?).map(Array.init)
    }
}

extension Digest {
    var stored: Data { Data(bytes) }
}
