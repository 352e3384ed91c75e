import GRDB
import Nameplate

/// The mark of an unfinished copy, as it lies in a file.
extension CopyMark {
    static func find(in database: Database) throws -> CopyMark? {
        guard try database.tableExists(table) else { return nil }
        return try database.first("SELECT source, identity, is_stale FROM \(table)", []) {
            CopyMark(source: $0[0], identity: $0[1], isStale: $0[2])
        }
    }

    func write(in database: Database) throws {
        try database.execute(
            """
            CREATE TABLE IF NOT EXISTS \(Self.table) (
                source TEXT NOT NULL,
                identity TEXT NOT NULL,
                is_stale INTEGER NOT NULL CHECK (is_stale IN (0, 1))
            ) STRICT
            """,
            []
        )
        try database.execute("DELETE FROM \(Self.table)", [])
        try database.execute(
            "INSERT INTO \(Self.table) (source, identity, is_stale) VALUES (?, ?, ?)",
            [source, identity, isStale]
        )
    }

    static func remove(from database: Database) throws { try database.execute("DROP TABLE \(table)", []) }
}
