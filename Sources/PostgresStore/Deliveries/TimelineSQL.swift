import Nameplate

/// The statements by which a user's two records are read, the newest first.
enum TimelineSQL {
    /// User, the activity before which to begin or NULL, how many more to read than the first.
    static let activities = """
        WITH RECURSIVE chain AS (
            SELECT \(TimelineRow.activityColumns), previous_id, 0 AS number FROM activity
            WHERE user_id = $1 AND id = CASE WHEN $2::bigint IS NULL
                THEN (SELECT activity_id FROM profile WHERE user_id = $1)
                ELSE (SELECT previous_id FROM activity WHERE id = $2::bigint AND user_id = $1) END
            UNION ALL
            SELECT \(previousColumns), previous.previous_id, number + 1
            FROM chain JOIN activity AS previous ON previous.id = chain.previous_id
            WHERE number < $3::int
        )
        SELECT \(TimelineRow.activityColumns) FROM chain ORDER BY number
        """

    private static let previousColumns = TimelineRow.activityColumns.split(separator: ", ")
        .map { "previous.\($0)" }.joined(separator: ", ")

    /// User, the exchange before which to begin or NULL, limit.
    static let exchanges = """
        SELECT \(TimelineRow.exchangeColumns) FROM exchange
        WHERE user_id = $1 AND id < coalesce($2::bigint, 9223372036854775807) ORDER BY id DESC LIMIT $3::int
        """
}
