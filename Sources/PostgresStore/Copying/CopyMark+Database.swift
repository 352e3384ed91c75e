import Nameplate

/// The mark of an unfinished copy, as it lies in a database.
extension CopyMark {
    static func find(in connection: Connection) throws(PostgresError) -> CopyMark? {
        let isThere = try connection.run([Statement("SELECT to_regclass('nameplate.\(table)') IS NOT NULL")])[0].first
        guard isThere?[0] == true else { return nil }
        let rows = try connection.run([Statement("SELECT source, identity, is_stale FROM \(table)")])[0]
        return rows.first.map { CopyMark(source: $0[0], identity: $0[1], isStale: $0[2]) }
    }

    func write(in connection: Connection) throws(PostgresError) {
        try connection.run([
            Statement(
                """
                CREATE TABLE IF NOT EXISTS \(Self.table) (
                    source text NOT NULL, identity text NOT NULL, is_stale boolean NOT NULL)
                """
            ),
            Statement("DELETE FROM \(Self.table)"),
            Statement(
                "INSERT INTO \(Self.table) (source, identity, is_stale) VALUES ($1, $2, $3::boolean)",
                stored: [.text(source), .text(identity), .boolean(isStale)]
            ),
        ])
    }

    static let removal = Statement("DROP TABLE \(table)")
}
