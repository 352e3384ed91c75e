import Nameplate

/// The answer to a COMMIT was lost, so nobody knows whether it was done.
struct Doubt: Error, CustomStringConvertible {
    enum Fate {
        case done, undone
        /// The server is still at it.
        case open
    }

    let cause: PostgresError
    /// The server's number for the transaction, if anything was leased.
    let transaction: String?
    /// What the transaction has leased if it was done: nobody sends it.
    let leases: [(worker: WorkerID, claim: Claim)]

    var description: String { "The answer to COMMIT was lost, so it may have been done: \(cause)" }

    /// What the server knows of it.
    func fate(on connection: Connection) throws(PostgresError) -> Fate {
        do {
            let status = try connection.run([Statement("SELECT pg_xact_status($1::xid8)", transaction)])[0].first
            return switch status?[0] as String? {
            case "committed": .done
            case "in progress": .open
            default: .undone
            }
        } catch let error where error.sqlState == "22023" {
            // A standby that took over hadn't come so far.
            return .undone
        }
    }
}
