import Nameplate

/// An advisory lock that keeps copies and services apart: every service has a share of it as long as it has its feed,
/// and a copy has it alone.
///
/// Who asks waits a little (`lock_timeout`): the server may not have noticed yet that whoever had it was killed.
enum Presence {
    /// `NPLT`, as SQLite's file says; the second number is of this lock alone.
    private static let key = "1313885268, 1"

    static let share = Statement("SELECT pg_advisory_lock_shared(\(key))")
    private static let whole = Statement("SELECT pg_advisory_lock(\(key))")
    private static let holders = Statement(
        """
        SELECT string_agg(pid::text, ', ') FROM pg_locks
        WHERE locktype = 'advisory' AND (classid, objid) = (\(key)) AND granted
            AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
        """
    )

    /// Takes a share, unless the database is being copied or what was copied is incomplete.
    static func join(_ connection: Connection) throws {
        do {
            try connection.run([share])
        } catch let error where error.isLockTimeout {
            throw OpeningError.Reason.beingCopied
        }
        if let mark = try CopyMark.find(in: connection) {
            throw OpeningError.Reason.unfinishedCopy(source: mark.source)
        }
    }

    /// Takes it all, which nobody else has: returns nil, or who has a share.
    static func takeWhole(_ connection: Connection) throws(PostgresError) -> String? {
        do {
            try connection.run([whole])
            return nil
        } catch let error where error.isLockTimeout {
            return try connection.run([holders])[0].first?[0] ?? ""
        }
    }
}

extension PostgresError {
    fileprivate var isLockTimeout: Bool { sqlState == "55P03" }
}
