import Nameplate

/// Looks for a pooler that gives each transaction another of its sessions: there LISTEN hears nothing, and what one
/// client has set or prepared meets another.
enum PoolerProbe {
    /// Other clients of the pooler may hide it in one round, and hardly in so many.
    private static let rounds = 10

    static func isTransactionPooler(_ connection: Connection, _ server: Server) throws(PostgresError) -> Bool {
        // Without a pooler the server's own word is what the connection was told at its start.
        guard try process(of: connection) != Int64(connection.processID) else { return false }
        let other = try server.connect()
        defer { other.close() }
        for _ in 0..<rounds {
            let before = try process(of: connection)
            try other.run([Statement("BEGIN")])
            let others = try process(of: other)
            let after = try process(of: connection)
            try other.run([Statement("COMMIT")])
            if before != after || before == others { return true }
        }
        return false
    }

    private static func process(of connection: Connection) throws(PostgresError) -> Int64? {
        try connection.run([Statement("SELECT pg_backend_pid()")])[0].first?[0]
    }
}
