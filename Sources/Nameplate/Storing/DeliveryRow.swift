/// How a delivery lies in its table, which is the same in every store.
package enum DeliveryRow {
    /// The order in which ``read(_:isLeased:)`` finds them.
    package static let columns = """
        network, user_id, wanted_version, wanted_at, acknowledged_version, acknowledged_at, pulled_version, pulled_at, \
        attempts, due_at, last_status, last_error, discarded_at, owed_seq, fence, leased_by, \
        claimed_version
        """

    package static func read(_ row: some StoredRow) -> Delivery { read(row, isLeased: row[17]) }

    package static func read(_ row: some StoredRow, isLeased: Bool) -> Delivery {
        Delivery(
            network: NetworkName(stored: row[0]),
            user: UserID(stored: row[1]),
            wantedVersion: row[2],
            wantedAt: row[3],
            acknowledgedVersion: row[4],
            acknowledgedAt: row[5],
            pulledVersion: row[6],
            pulledAt: row[7],
            attempts: row[8],
            dueAt: row[9],
            isLeased: isLeased,
            lastStatus: row[10],
            lastError: row[11],
            discardedAt: row[12]
        )
    }

    /// The claim of whoever has just leased the row.
    package static func claim(_ row: some StoredRow) -> Claim {
        Claim(
            network: NetworkName(stored: row[0]),
            user: UserID(stored: row[1]),
            version: row[2],
            owedSequence: row[13],
            fence: row[14],
            attempts: row[8],
            wantedAt: row[3]
        )
    }

    /// ``Delivery/state`` as a condition on the row, in which `isLeased` says whether a living worker holds it.
    package static func condition(for state: Delivery.State, isLeased: String) -> String {
        let isSettled = "(due_at IS NULL AND acknowledged_version >= wanted_version)"
        return switch state {
        case .discarded: "discarded_at IS NOT NULL"
        case .confirmed: "discarded_at IS NULL AND \(isSettled) AND pulled_version >= wanted_version"
        case .acknowledged: "discarded_at IS NULL AND \(isSettled) AND pulled_version < wanted_version"
        case .sending: "discarded_at IS NULL AND NOT \(isSettled) AND \(isLeased)"
        case .pending: "discarded_at IS NULL AND NOT \(isSettled) AND NOT \(isLeased)"
        }
    }

    /// Whether the condition has a moment to bind.
    package static func needsMoment(_ state: Delivery.State) -> Bool { state == .sending || state == .pending }
}
