import GRDB
import Nameplate

/// How a profile lies in its table.
enum ProfileRow {
    /// The order in which ``read(_:of:from:)`` finds them.
    static let columns = """
        version, display_name, email, image_url, profile_url, settings_url, name_formatted, name_first, name_middle, \
        name_last, bio, location, tags, websites, email_notifications, display_rules, autofollow_conversations, \
        moderator, gravatar_disabled, created_at, changed_at, disabled_at, erased_at
        """

    static let select = "SELECT \(columns) FROM profile WHERE user_id = ?"
    static let selectWithActivity = "SELECT \(columns), activity_id FROM profile WHERE user_id = ?"

    static let page = """
        SELECT user_id, \(columns) FROM profile WHERE user_id > ? AND erased_at IS NULL ORDER BY user_id LIMIT ?
        """

    static let insert = """
        INSERT INTO profile (\(columns), user_id, activity_id)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, last_insert_rowid())
        """

    static let update = """
        UPDATE profile SET (\(columns)) = (
            ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
            iif(?22 IS NULL, NULL, coalesce(disabled_at, ?22)), ?), activity_id = last_insert_rowid()
        WHERE user_id = ?
        """

    /// The commonest change by far, which need not write what it leaves alone.
    static let rename = """
        UPDATE profile SET version = ?, display_name = ?, changed_at = ?, activity_id = last_insert_rowid()
        WHERE user_id = ?
        """

    /// Reads the profile of `user`, whose columns begin at `start`.
    static func read(_ row: Columns, of user: UserID, from start: Int = 0) -> Profile {
        Profile(
            user: user,
            version: row[start],
            fields: fields(row, from: start),
            createdAt: row[start + 19],
            changedAt: row[start + 20],
            erasedAt: row[start + 22]
        )
    }

    /// The values of all columns, then the user's id.
    static func bindings(_ profile: Profile) -> Bindings {
        let fields = profile.fields
        let disabledAt = fields.isDisabled ? profile.changedAt : nil
        return [
            profile.version, fields.displayName.text, fields.email, fields.imageURL?.text, fields.profileURL?.text,
            fields.settingsURL?.text, fields.name?.formatted, fields.name?.first, fields.name?.middle,
            fields.name?.last, fields.bio, fields.location, fields.tags.map(StoredList.text),
            fields.websites.map { StoredList.text($0.map(\.text)) }, fields.emailNotifications?.stored,
            fields.displayRules?.stored, fields.autofollowConversations, fields.moderator, fields.gravatarDisabled,
            profile.createdAt.milliseconds, profile.changedAt.milliseconds, disabledAt?.milliseconds,
            profile.erasedAt?.milliseconds, profile.user.text,
        ]
    }

    private static func fields(_ row: Columns, from start: Int) -> ProfileFields {
        var fields = ProfileFields(displayName: DisplayName(stored: row[start + 1]))
        fields.email = row[start + 2]
        fields.imageURL = url(row[start + 3])
        fields.profileURL = url(row[start + 4])
        fields.settingsURL = url(row[start + 5])
        fields.name = name(row, from: start + 6)
        fields.bio = row[start + 10]
        fields.location = row[start + 11]
        fields.tags = (row[start + 12] as String?).map(StoredList.entries)
        fields.websites = (row[start + 13] as String?).map { StoredList.entries($0).map(WebURL.init(stored:)) }
        fields.emailNotifications = (row[start + 14] as String?).map(EmailNotifications.init(stored:))
        fields.displayRules = (row[start + 15] as String?).map(DisplayRules.init(stored:))
        fields.autofollowConversations = row[start + 16]
        fields.moderator = row[start + 17]
        fields.gravatarDisabled = row[start + 18]
        fields.isDisabled = row[start + 21] as Int64? != nil
        return fields
    }

    private static func url(_ text: String?) -> WebURL? { text.map(WebURL.init(stored:)) }

    private static func name(_ row: Columns, from start: Int) -> PersonName? {
        var name = PersonName()
        name.formatted = row[start]
        name.first = row[start + 1]
        name.middle = row[start + 2]
        name.last = row[start + 3]
        return name.isEmpty ? nil : name
    }
}
