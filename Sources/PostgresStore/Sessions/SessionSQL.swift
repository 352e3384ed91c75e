import Nameplate

/// The statements by which sessions are read.
enum SessionSQL {
    static let signedIn = """
        SELECT \(SessionRow.columns), \(SessionRow.keyColumns), \(ProfileRow.columns)
        FROM session JOIN profile ON profile.user_id = session.user_id
        WHERE session.id = $1
        """

    static let ofUser = """
        SELECT \(SessionRow.columns) FROM session WHERE user_id = $1 AND expires_at > $2::bigint
        ORDER BY signed_in_at DESC, id
        """
}
