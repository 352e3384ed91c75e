/// The statements by which deliveries change, each under a comment with what it binds.
///
/// What is owed and who holds it are two things: a change moves the first
/// and leaves the second alone while a living worker has it.
enum DeliverySQL {
    private static let isHeld = """
        EXISTS (SELECT 1 FROM worker WHERE id = leased_by AND alive_until > ?4)
        """
    private static let mayLease = "(?5 IS NOT NULL AND NOT \(isHeld))"

    // Network, user, version, now, worker or NULL.
    static let owe = """
        INSERT INTO delivery (
            network, user_id, wanted_version, wanted_at, due_at, owed_seq, leased_by, claimed_version, fence
        ) VALUES (?1, ?2, ?3, ?4, ?4, 1, ?5, iif(?5 IS NULL, NULL, ?3), ?5 IS NOT NULL)
        ON CONFLICT (network, user_id) DO UPDATE SET
            wanted_version = ?3, wanted_at = ?4, due_at = ?4, owed_seq = owed_seq + 1, attempts = 0,
            discarded_at = NULL,
            leased_by = iif(\(mayLease), ?5, leased_by),
            claimed_version = iif(\(mayLease), ?3, claimed_version),
            fence = fence + \(mayLease)
        RETURNING \(DeliveryRow.columns), \(isHeld), claimed_version
        """

    // Worker, network, network, now, now, limit. The index on what is due gives the longest due first.
    static let claim = """
        UPDATE delivery SET leased_by = ?, fence = fence + 1, claimed_version = wanted_version
        WHERE network = ? AND user_id IN (
            SELECT user_id FROM delivery
            WHERE network = ? AND due_at <= ? AND NOT \(DeliveryRow.isLeased)
            ORDER BY due_at LIMIT ?)
        RETURNING \(DeliveryRow.columns)
        """

    // Outcomes: ?1 network, ?2 user, ?3 fence, ?4 worker, ?5 now, ?6 sequence at the claim, ?7 status, ?8 error,
    // ?9 due. What was asked for since the claim has raised the sequence: then it is due at once, with the attempts
    // that the asking zeroed.

    private static let underFence = """
        WHERE network = ?1 AND user_id = ?2 AND fence = ?3 AND leased_by = ?4
        RETURNING \(DeliveryRow.columns)
        """

    private static let tried = """
        attempts = iif(owed_seq = ?6, attempts + 1, attempts), last_status = ?7, last_error = ?8, leased_by = NULL
        """

    static let acknowledge = """
        UPDATE delivery SET \(tried), acknowledged_version = max(acknowledged_version, claimed_version),
            acknowledged_at = ?5, due_at = iif(owed_seq = ?6, NULL, ?5)
        \(underFence)
        """

    static let retry = """
        UPDATE delivery SET \(tried), due_at = iif(owed_seq = ?6, ?9, ?5)
        \(underFence)
        """

    static let discard = """
        UPDATE delivery SET \(tried), due_at = iif(owed_seq = ?6, NULL, ?5),
            discarded_at = iif(owed_seq = ?6, ?5, NULL)
        \(underFence)
        """

    static let release = """
        UPDATE delivery SET leased_by = NULL, due_at = min(due_at, ?5)
        \(underFence)
        """

    // Version, moment, network, user.
    static let pulled = """
        UPDATE delivery SET pulled_at = iif(?1 >= pulled_version, ?2, pulled_at),
            pulled_version = max(pulled_version, ?1)
        WHERE network = ?3 AND user_id = ?4
        """

    // Network, now.
    static let nextDue = """
        SELECT due_at FROM delivery
        WHERE network = ? AND due_at IS NOT NULL AND NOT \(DeliveryRow.isLeased)
        ORDER BY due_at LIMIT 1
        """

    // Now, user. By way of the networks, of which there are few, since a delivery is found by both.
    static let ofUser = """
        SELECT \(DeliveryRow.columns), \(DeliveryRow.isLeased)
        FROM network CROSS JOIN delivery ON delivery.network = network.name
        WHERE delivery.user_id = ? ORDER BY network.name
        """

    // Now, now, what `condition` binds, the limit of the slice, and now. What is replayed is wanted from now on, or its
    // first failure would find it too old and discard it.
    static func replay(_ condition: String) -> String {
        """
        UPDATE delivery SET due_at = ?, wanted_at = ?, owed_seq = owed_seq + 1, attempts = 0, discarded_at = NULL
        WHERE (network, user_id) IN (
            SELECT network, user_id FROM delivery WHERE \(condition) ORDER BY network, user_id LIMIT ?)
        RETURNING network, user_id, \(DeliveryRow.isLeased)
        """
    }

    // Now, and what `condition` and the limit bind.
    static func page(_ condition: String) -> String {
        """
        SELECT \(DeliveryRow.columns), \(DeliveryRow.isLeased)
        FROM delivery WHERE \(condition) ORDER BY network, user_id LIMIT ?
        """
    }

    static let networksWithFreeRows = """
        SELECT name FROM network WHERE EXISTS (
            SELECT 1 FROM delivery WHERE network = network.name AND due_at IS NOT NULL
                AND (leased_by IS NULL OR leased_by NOT IN (SELECT id FROM worker)))
        """
}
