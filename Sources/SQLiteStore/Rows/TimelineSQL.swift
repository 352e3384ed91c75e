import Nameplate

/// The statements by which a user's two records are read, the newest first.
enum TimelineSQL {
    // ?1 user, ?2 the activity before which to begin or NULL, ?3 how many more to read than the first.
    static let activities = """
        WITH RECURSIVE chain (\(TimelineRow.activityColumns), previous_id, number) AS (
            SELECT \(TimelineRow.activityColumns), previous_id, 0 FROM activity
            WHERE user_id = ?1 AND id = iif(?2 IS NULL,
                (SELECT activity_id FROM profile WHERE user_id = ?1),
                (SELECT previous_id FROM activity WHERE id = ?2 AND user_id = ?1))
            UNION ALL
            SELECT \(previousColumns), previous.previous_id, number + 1
            FROM chain JOIN activity AS previous ON previous.id = chain.previous_id
            WHERE number < ?3
        )
        SELECT \(TimelineRow.activityColumns) FROM chain ORDER BY number
        """

    private static let previousColumns = TimelineRow.activityColumns.split(separator: ", ")
        .map { "previous.\($0)" }.joined(separator: ", ")

    // ?1 user, ?2 the exchange before which to begin or NULL, ?3 limit.
    static let exchanges = """
        SELECT \(TimelineRow.exchangeColumns) FROM exchange
        WHERE user_id = ?1 AND id < coalesce(?2, 9223372036854775807) ORDER BY id DESC LIMIT ?3
        """
}
