import GRDB
import Nameplate

/// The statements of ``StoreTransaction`` on profiles, their activity and their passwords.
extension Transaction {
    func profile(of user: UserID) throws -> StoredProfile? {
        try first(ProfileSQL.selectWithActivity, [user.text]) { row in
            StoredProfile(profile: ProfileRow.read(row, of: user), newestActivity: row[23])
        }
    }

    func insert(_ profile: Profile) throws {
        try execute(ProfileSQL.insert, ProfileRow.values(profile))
    }

    func update(_ profile: Profile, isRename: Bool) throws {
        guard isRename else { return try execute(ProfileSQL.update, ProfileRow.values(profile)) }
        try execute(
            ProfileSQL.rename,
            [
                profile.version, profile.fields.displayName.text, profile.changedAt.milliseconds, profile.user.text,
            ]
        )
    }

    func add(_ activity: Activity, after newest: Int64?) throws {
        try execute(
            """
            INSERT INTO activity (at, user_id, actor, kind, version, detail, previous_id)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """,
            [
                activity.now.milliseconds, activity.user.text, activity.actor.rawValue, activity.kind.rawValue,
                activity.version, activity.detail, newest,
            ]
        )
    }

    func record(_ activity: Activity) throws {
        let newest = try first("SELECT user_id, activity_id FROM profile WHERE user_id = ?", [activity.user.text]) {
            $0[1] as Int64?
        }
        try add(activity, after: newest ?? nil)
        try execute("UPDATE profile SET activity_id = last_insert_rowid() WHERE user_id = ?", [activity.user.text])
    }

    func passwordHash(of user: UserID) throws -> String? {
        try first("SELECT password_hash FROM credential WHERE user_id = ?", [user.text]) { $0[0] as String }
    }

    func putPassword(_ hash: String, of user: UserID, at now: Timestamp) throws {
        try execute(
            """
            INSERT INTO credential (user_id, password_hash, changed_at) VALUES (?, ?, ?)
            ON CONFLICT (user_id) DO UPDATE
            SET password_hash = excluded.password_hash, changed_at = excluded.changed_at
            """,
            [user.text, hash, now.milliseconds]
        )
    }

    func upgradePassword(_ hash: String, of user: UserID) throws {
        try execute("UPDATE credential SET password_hash = ? WHERE user_id = ?", [hash, user.text])
    }

    func deletePassword(of user: UserID) throws {
        try execute("DELETE FROM credential WHERE user_id = ?", [user.text])
    }
}
