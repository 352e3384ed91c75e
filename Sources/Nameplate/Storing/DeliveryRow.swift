/// How a delivery lies in its table, which is the same in every store.
package enum DeliveryRow {
    /// The order in which ``read(_:isLeased:)`` finds them.
    package static let columns = """
        network, user_id, wanted_version, wanted_at, acknowledged_version, acknowledged_at, pulled_version, pulled_at, \
        attempts, due_at, last_status, last_error, discarded_at, owed_seq, fence, leased_by, \
        claimed_version, repairs, older_pulled_at, loop_at, drifted_at
        """

    /// How many those are; what else a statement asks for comes after them.
    package static let width = 21

    package static func read(_ row: some StoredRow) -> Delivery { read(row, isLeased: row[width]) }

    package static func read(_ row: some StoredRow, isLeased: Bool) -> Delivery {
        var delivery = Delivery(
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
        delivery.repairs = row[17]
        delivery.olderPulledAt = row[18]
        delivery.loopAt = row[19]
        delivery.driftedAt = row[20]
        return delivery
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
        case .confirmed: "discarded_at IS NULL AND \(isSettled) AND \(isReadBack)"
        case .acknowledged: "discarded_at IS NULL AND \(isSettled) AND NOT \(isReadBack)"
        case .sending: "discarded_at IS NULL AND NOT \(isSettled) AND \(isLeased)"
        case .pending: "discarded_at IS NULL AND NOT \(isSettled) AND NOT \(isLeased)"
        }
    }

    /// ``Delivery/isReadBack`` as a condition.
    private static let isReadBack = """
        (pulled_version >= wanted_version AND NOT (older_pulled_at IS NOT NULL \
        AND coalesce(pulled_at, older_pulled_at) < older_pulled_at + \(Delivery.overlap.milliseconds)))
        """

    /// ``Reconciliation/Scope/includes(_:of:)`` as a condition on a profile's `version` and the delivery's row, whose
    /// columns are all NULL where there is none.
    package static func condition(for scope: Reconciliation.Scope) -> String {
        switch scope {
        case .everything:
            """
            (wanted_version IS NULL OR wanted_version < version OR (due_at IS NULL AND (discarded_at IS NOT NULL \
            OR acknowledged_version < wanted_version OR NOT \(isReadBack))))
            """
        case .drifted:
            """
            (wanted_version IS NOT NULL AND (wanted_version < version \
            OR (due_at IS NULL AND drifted_at IS NOT NULL)))
            """
        }
    }

    /// Whether the condition has a moment to bind.
    package static func needsMoment(_ state: Delivery.State) -> Bool { state == .sending || state == .pending }
}
