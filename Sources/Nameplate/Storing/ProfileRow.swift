/// How a profile lies in its table, which is the same in every store.
package enum ProfileRow {
    /// The order in which ``read(_:of:from:)`` finds them.
    package static let columns = """
        version, display_name, email, image_url, profile_url, settings_url, name_formatted, name_first, name_middle, \
        name_last, bio, location, tags, websites, email_notifications, display_rules, autofollow_conversations, \
        moderator, gravatar_disabled, created_at, changed_at, disabled_at, erased_at
        """

    /// Reads the profile of `user`, whose columns begin at `start`.
    package static func read(_ row: some StoredRow, of user: UserID, from start: Int = 0) -> Profile {
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
    ///
    /// A user who is disabled is so since the change, unless the row says since when already.
    package static func values(_ profile: Profile) -> [StoredValue] {
        let fields = profile.fields
        return [
            .integer(profile.version), .text(fields.displayName.text), .init(fields.email),
            .init(fields.imageURL?.text), .init(fields.profileURL?.text), .init(fields.settingsURL?.text),
            .init(fields.name?.formatted), .init(fields.name?.first), .init(fields.name?.middle),
            .init(fields.name?.last), .init(fields.bio), .init(fields.location),
            .init(fields.tags.map(StoredList.text)), .init(fields.websites.map { StoredList.text($0.map(\.text)) }),
            .init(fields.emailNotifications?.stored), .init(fields.displayRules?.stored),
            .init(fields.autofollowConversations), .init(fields.moderator), .init(fields.gravatarDisabled),
            .init(profile.createdAt), .init(profile.changedAt),
            .init(fields.isDisabled ? profile.changedAt : nil), .init(profile.erasedAt), .text(profile.user.text),
        ]
    }

    private static func fields(_ row: some StoredRow, from start: Int) -> ProfileFields {
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

    private static func name(_ row: some StoredRow, from start: Int) -> PersonName? {
        var name = PersonName()
        name.formatted = row[start]
        name.first = row[start + 1]
        name.middle = row[start + 2]
        name.last = row[start + 3]
        return name.isEmpty ? nil : name
    }
}
