import Nameplate

/// The statements by which deliveries change, each under a comment with what it binds.
///
/// What is owed and who holds it are two things: a change moves the first
/// and leaves the second alone while a living worker has it.
enum DeliverySQL {
    /// Whether a worker holds the row who is alive at the bound moment.
    static let isLeased = "EXISTS (SELECT 1 FROM worker WHERE id = leased_by AND alive_until > ?)"

    static let selectOne = """
        SELECT \(DeliveryRow.columns), \(isLeased) FROM delivery WHERE network = ? AND user_id = ?
        """

    /// What is over when something is asked for.
    private static let askedAnew = """
        attempts = 0, discarded_at = NULL, repairs = 0, loop_at = NULL, drifted_at = NULL
        """

    // ?1 network, ?2 user, ?3 version, ?4 now, ?5 sequence; ?6 worker or NULL, ?7 claimed version or NULL, ?8 fence.

    static let insert = """
        INSERT INTO delivery (
            network, user_id, wanted_version, wanted_at, due_at, owed_seq, leased_by, claimed_version, fence
        ) VALUES (?1, ?2, ?3, ?4, ?4, ?5, ?6, ?7, ?8)
        """

    static let owe = """
        UPDATE delivery SET wanted_version = ?3, wanted_at = ?4, due_at = ?4, owed_seq = ?5, \(askedAnew)
        WHERE network = ?1 AND user_id = ?2
        """

    static let oweLeased = """
        UPDATE delivery SET wanted_version = ?3, wanted_at = ?4, due_at = ?4, owed_seq = ?5, \(askedAnew), leased_by = ?6, claimed_version = ?7, fence = ?8
        WHERE network = ?1 AND user_id = ?2
        """

    // Worker, network, network, now, now, network, now, limit. The index on what is due gives the longest due first.
    static let claim = """
        UPDATE delivery SET leased_by = ?, fence = fence + 1, claimed_version = wanted_version
        WHERE network = ? AND user_id IN (
            SELECT user_id FROM delivery
            WHERE network = ? AND due_at <= ? AND NOT \(isLeased) AND NOT EXISTS (
                SELECT 1 FROM network WHERE name = ? AND \(NetworkRow.isPaused(at: "?")))
            ORDER BY due_at LIMIT ?)
        RETURNING \(DeliveryRow.columns)
        """

    static let settle = """
        UPDATE delivery SET acknowledged_version = ?, acknowledged_at = ?, attempts = ?, due_at = ?, discarded_at = ?,
            last_status = ?, last_error = ?, leased_by = NULL, \(read)
        WHERE network = ? AND user_id = ?
        """

    static let pulled = "UPDATE delivery SET \(read) WHERE network = ? AND user_id = ?"

    private static let read = """
        pulled_version = ?, pulled_at = ?, older_pulled_at = ?, repairs = ?, loop_at = ?, drifted_at = ?
        """

    static let repaired = """
        UPDATE delivery SET wanted_at = ?, due_at = ?, owed_seq = ?, attempts = ?, repairs = ?, loop_at = ?,
            drifted_at = ?
        WHERE network = ? AND user_id = ?
        """

    // Network, now.
    static let nextDue = """
        SELECT due_at FROM delivery
        WHERE network = ? AND due_at IS NOT NULL AND NOT \(isLeased)
        ORDER BY due_at LIMIT 1
        """

    // Now, limit.
    static let loopDue = """
        SELECT network, user_id FROM delivery
        WHERE network IN (SELECT name FROM network) AND loop_at <= ? LIMIT ?
        """

    // Since or NULL, user, limit, network. One row for each profile that is looked at.
    static func examined(_ reconciliation: Reconciliation) -> String {
        let isAsked = reconciliation.lift > 0 ? "1" : DeliveryRow.condition(for: reconciliation.scope)
        return """
            SELECT profile.user_id, changed_at >= coalesce(?, changed_at) AND \(isAsked)
            FROM (SELECT user_id, version, changed_at FROM profile WHERE user_id > ? ORDER BY user_id LIMIT ?) AS profile
                LEFT JOIN delivery ON delivery.network = ? AND delivery.user_id = profile.user_id
            ORDER BY profile.user_id
            """
    }

    // Now, user. By way of the networks, of which there are few, since a delivery is found by both.
    static let ofUser = """
        SELECT \(DeliveryRow.columns), \(isLeased)
        FROM network CROSS JOIN delivery ON delivery.network = network.name
        WHERE delivery.user_id = ? ORDER BY network.name
        """

    // Now, now, what `condition` binds, the limit of the slice, and now. What is replayed is wanted from now on, or its
    // first failure would find it too old and discard it.
    static func replay(_ condition: String) -> String {
        """
        UPDATE delivery SET due_at = ?, wanted_at = ?, owed_seq = owed_seq + 1, \(askedAnew)
        WHERE (network, user_id) IN (
            SELECT network, user_id FROM delivery WHERE \(condition) ORDER BY network, user_id LIMIT ?)
        RETURNING network, user_id, \(isLeased)
        """
    }

    // Now, and what `condition` and the limit bind.
    static func page(_ condition: String) -> String {
        """
        SELECT \(DeliveryRow.columns), \(isLeased)
        FROM delivery WHERE \(condition) ORDER BY network, user_id LIMIT ?
        """
    }

    static let networksWithFreeRows = """
        SELECT name FROM network WHERE EXISTS (
            SELECT 1 FROM delivery INDEXED BY delivery_due WHERE network = network.name AND due_at IS NOT NULL
                AND (leased_by IS NULL OR leased_by NOT IN (SELECT id FROM worker)))
        """
}
