import Nameplate

/// The statements by which deliveries are claimed, found and owed again.
enum DeliverySQL {
    /// Whether a worker holds the row who is alive at the moment that `moment` binds.
    ///
    /// The living are read once for the statement: as a join, PostgreSQL would not look at them again for a row that
    /// has changed while the statement waited for its lock.
    static func isLeased(_ moment: String) -> String {
        "coalesce(leased_by = ANY (ARRAY(SELECT id FROM worker WHERE alive_until > \(moment)::bigint)), false)"
    }

    /// Whether the network is paused that `network` binds.
    private static func isPaused(_ network: String, at moment: String) -> String {
        """
        EXISTS (SELECT 1 FROM network WHERE name = \(network) AND \(NetworkRow.isPaused(at: "\(moment)::bigint")))
        """
    }

    /// Worker, network, now, limit.
    ///
    /// Rows that another worker is just claiming, or a change is just writing, are left to them; and so are those that
    /// somebody has leased since the statement began, whoever that is: a row's own fence tells.
    static let claim = """
        WITH due AS MATERIALIZED (
            SELECT user_id AS due_user FROM delivery
            WHERE network = $2 AND due_at <= $3::bigint AND NOT \(isLeased("$3")) AND fence = (
                SELECT fence FROM delivery AS seen
                WHERE seen.network = delivery.network AND seen.user_id = delivery.user_id)
                AND NOT \(isPaused("$2", at: "$3"))
            ORDER BY due_at LIMIT $4::int FOR NO KEY UPDATE SKIP LOCKED
        )
        UPDATE delivery SET leased_by = $1, fence = fence + 1, claimed_version = wanted_version
        FROM due WHERE network = $2 AND user_id = due_user
        RETURNING \(DeliveryRow.columns), pg_current_xact_id()::text
        """

    /// Now, limit.
    ///
    /// The order is that of the index, so that the server takes that and never reads the whole table.
    static let loopDue = """
        SELECT name, due.user_id FROM network CROSS JOIN LATERAL (
            SELECT user_id FROM delivery WHERE network = name AND loop_at <= $1::bigint
            ORDER BY loop_at LIMIT $2::int) AS due
        LIMIT $2::int
        """

    /// Since or NULL, user, limit, network.
    ///
    /// One row for each profile that is looked at. The deliveries are sought one by one (`LATERAL … LIMIT 1`): as a plain
    /// join the server reads the whole table for every page, since it can't know how many profiles a page has.
    static func examined(_ reconciliation: Reconciliation) -> String {
        let isAsked = reconciliation.lift > 0 ? "true" : DeliveryRow.condition(for: reconciliation.scope)
        return """
            SELECT profile.user_id, changed_at >= coalesce($1::bigint, changed_at) AND \(isAsked)
            FROM (SELECT user_id, version, changed_at FROM profile WHERE user_id > $2 ORDER BY user_id LIMIT $3::int)
                AS profile
                LEFT JOIN LATERAL (
                    SELECT * FROM delivery WHERE network = $4 AND user_id = profile.user_id LIMIT 1) AS delivery ON true
            ORDER BY profile.user_id
            """
    }

    /// Network, now.
    ///
    /// With the pause that the network was last given.
    static let nextDue = """
        SELECT due_at, (SELECT paused_at FROM network WHERE name = $1),
            (SELECT paused_until FROM network WHERE name = $1), NULL
        FROM delivery
        WHERE network = $1 AND due_at IS NOT NULL AND NOT \(isLeased("$2"))
        ORDER BY due_at LIMIT 1
        """

    /// User, now.
    ///
    /// By way of the networks, of which there are few, since a delivery is found by both.
    static let ofUser = """
        SELECT \(DeliveryRow.columns), \(isLeased("$2")) FROM delivery
        WHERE network = ANY (ARRAY(SELECT name FROM network)) AND user_id = $1 ORDER BY network
        """

    static func page(_ condition: String, limit: String) -> String {
        """
        SELECT \(DeliveryRow.columns), \(isLeased("$1")) FROM delivery
        WHERE \(condition) ORDER BY network, user_id LIMIT \(limit)::int
        """
    }

    /// What is replayed is wanted from now on, or its first failure would find it too old and discard it.
    static func replay(_ condition: String, limit: String) -> String {
        """
        WITH slice AS MATERIALIZED (
            SELECT network AS its_network, user_id AS its_user FROM delivery WHERE \(condition)
            ORDER BY network, user_id LIMIT \(limit)::int FOR NO KEY UPDATE
        )
        UPDATE delivery SET due_at = $1::bigint, wanted_at = $1::bigint, owed_seq = owed_seq + 1, attempts = 0,
            discarded_at = NULL, repairs = 0, loop_at = NULL, drifted_at = NULL
        FROM slice WHERE network = its_network AND user_id = its_user
        RETURNING network, user_id, \(isLeased("$1"))
        """
    }

    /// Those that a worker would have held who has just gone.
    static let networksWithoutWorker = """
        SELECT name FROM network WHERE EXISTS (
            SELECT 1 FROM delivery WHERE network = network.name AND due_at IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM worker WHERE id = leased_by))
        """

    /// Now.
    static let networksWithFreeRows = """
        SELECT name FROM network WHERE NOT \(NetworkRow.isPaused(at: "$1::bigint")) AND EXISTS (
            SELECT 1 FROM delivery WHERE network = network.name AND due_at <= $1::bigint AND NOT \(isLeased("$1")))
        """
}
