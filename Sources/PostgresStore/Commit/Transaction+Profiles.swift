import Nameplate

/// The statements of ``StoreTransaction`` on profiles, their activity and their passwords.
extension Transaction {
    func profile(of user: UserID) throws -> StoredProfile? {
        if work.profiles[user] == nil { try load(user) }
        return work.profiles[user]?.stored
    }

    func insert(_ profile: Profile) { change { $0.insert(profile) } }

    func update(_ profile: Profile, isRename: Bool) { change { $0.update(profile, isRename: isRename) } }

    func add(_ activity: Activity, after newest: Int64?) throws {
        if !work.hasNumbers { try loadNumbers() }
        change { $0.add(activity, after: newest) }
    }

    func record(_ activity: Activity) throws {
        if work.profiles[activity.user] == nil { try load(activity.user) }
        try add(activity, after: work.profiles[activity.user]?.newestActivity)
    }

    func passwordHash(of user: UserID) throws -> String? {
        try query("SELECT password_hash FROM credential WHERE user_id = $1", user.text).first?[0]
    }

    func putPassword(_ hash: String, of user: UserID, at now: Timestamp) {
        later(
            """
            INSERT INTO credential (user_id, password_hash, changed_at) VALUES ($1, $2, $3::bigint)
            ON CONFLICT (user_id) DO UPDATE
            SET password_hash = excluded.password_hash, changed_at = excluded.changed_at
            """,
            user.text,
            hash,
            String(now.milliseconds)
        )
    }

    func upgradePassword(_ hash: String, of user: UserID) {
        later("UPDATE credential SET password_hash = $1 WHERE user_id = $2", hash, user.text)
    }

    func deletePassword(of user: UserID) { later("DELETE FROM credential WHERE user_id = $1", user.text) }
}
