import Nameplate

/// The statements on profiles.
enum ProfileSQL {
    static let select = "SELECT \(ProfileRow.columns) FROM profile WHERE user_id = ?"
    static let selectWithActivity = "SELECT \(ProfileRow.columns), activity_id FROM profile WHERE user_id = ?"

    static let page = """
        SELECT user_id, \(ProfileRow.columns) FROM profile WHERE user_id > ? AND erased_at IS NULL
        ORDER BY user_id LIMIT ?
        """

    /// Who comes so many users after one.
    static let end = "SELECT user_id FROM profile WHERE user_id > ? ORDER BY user_id LIMIT 1 OFFSET ?"

    /// `LIKE` takes the letters a to z for their capitals, and no others.
    static let search = """
        SELECT user_id, \(ProfileRow.columns) FROM profile
        WHERE user_id > ?1 AND user_id <= ?2 AND erased_at IS NULL
            AND (user_id LIKE ?3 ESCAPE '\\' OR display_name LIKE ?3 ESCAPE '\\')
        ORDER BY user_id LIMIT ?4
        """

    static let insert = """
        INSERT INTO profile (\(ProfileRow.columns), user_id, activity_id)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, last_insert_rowid())
        """

    static let update = """
        UPDATE profile SET (\(ProfileRow.columns)) = (
            ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
            iif(?22 IS NULL, NULL, coalesce(disabled_at, ?22)), ?), activity_id = last_insert_rowid()
        WHERE user_id = ?
        """

    /// The commonest change by far, which need not write what it leaves alone.
    static let rename = """
        UPDATE profile SET version = ?, display_name = ?, changed_at = ?, activity_id = last_insert_rowid()
        WHERE user_id = ?
        """
}
