import Nameplate

/// What is read is locked in the order of keys, so that of two transactions with some of the same rows one waits for the
/// other and never both. A user's profile is the lock of all that is the user's.
extension Work {
    static func profiles(of users: [UserID]) -> Statement {
        Statement(
            """
            SELECT \(ProfileRow.columns), user_id, activity_id FROM profile
            WHERE user_id = ANY($1::text[]) ORDER BY user_id FOR NO KEY UPDATE
            """,
            users.map(\.text).arrayText
        )
    }

    /// The order is that of the table's columns: those of the arrays would be sorted as the database's language does.
    ///
    /// With `isPatient` false, rows that somebody else has locked are left out.
    static func deliveries(_ keys: [Key], isPatient: Bool = true) -> Statement {
        Statement(
            """
            SELECT \(DeliveryRow.columns)
            FROM unnest($1::text[], $2::text[]) AS asked (network, user_id) JOIN delivery USING (network, user_id)
            ORDER BY delivery.network, delivery.user_id FOR NO KEY UPDATE OF delivery\(isPatient ? "" : " SKIP LOCKED")
            """,
            keys.map(\.network.text).arrayText,
            keys.map(\.user.text).arrayText
        )
    }

    /// The workers who live, this transaction's number, and ids for so many rows of activity.
    ///
    /// It is asked once the rows are locked. A statement that waits for a lock knows only the workers who lived when it
    /// began, and a delivery that one of the others has leased meanwhile would look free. And the ids of one user's
    /// chain grow.
    static func holders(at now: Timestamp, numbers count: Int = 0) -> Statement {
        Statement(
            """
            SELECT coalesce((SELECT string_agg(id, ' ') FROM worker WHERE alive_until > $1::bigint), ''),
                pg_current_xact_id()::text,
                array_to_string(ARRAY(SELECT nextval('activity_id') FROM generate_series(1, $2::int)), ' ')
            """,
            String(now.milliseconds),
            String(count)
        )
    }

    /// Ids of activity, which are drawn once the profiles are locked, so that those of one user's chain grow.
    static func numbers(_ count: Int) -> Statement {
        Statement("SELECT nextval('activity_id') FROM generate_series(1, $1::int)", String(count))
    }
}
