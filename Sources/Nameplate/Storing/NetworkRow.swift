/// How a network and what it is owed is read, which is the same in every store.
package enum NetworkRow {
    /// The order in which ``read(_:at:)`` finds them; then how many deliveries are owed, unread and drifted, and the
    /// moment for which the longest due was due.
    package static let columns = """
        name, kind, added_at, pull_url, reconciled_at, \(pauseColumns)
        """

    package static func read(_ row: some StoredRow, at now: Timestamp) -> NetworkRecord {
        NetworkRecord(
            name: NetworkName(stored: row[0]),
            kind: row[1],
            addedAt: row[2],
            pullURL: row[3],
            pause: pause(row, from: 5).flatMap { $0.isInForce(at: now) ? $0 : nil },
            reconciledAt: row[4],
            owed: row[8],
            oldestOwedAt: row[11],
            unread: row[9],
            drifted: row[10]
        )
    }

    /// The order in which ``pause(_:from:)`` finds them.
    package static let pauseColumns = "paused_at, paused_until, paused_reason"

    package static func pause(_ row: some StoredRow, from first: Int) -> NetworkPause? {
        (row[first] as Timestamp?).map { moment in
            NetworkPause(at: moment, until: row[first + 1], reason: row[first + 2] ?? "")
        }
    }

    /// Whether a network is paused at the moment that `moment` stands for.
    package static func isPaused(at moment: String) -> String {
        "(paused_at IS NOT NULL AND (paused_until IS NULL OR paused_until > \(moment)))"
    }
}
