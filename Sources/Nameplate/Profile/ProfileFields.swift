/// What a change can set.
///
/// Nil means "we don't say": the member is then left out of what networks read, so that what moderators set there is
/// never wiped.
package struct ProfileFields: Equatable, Sendable {
    package var displayName: DisplayName
    package var name: PersonName?
    package var email: String?
    package var imageURL: WebURL?
    package var profileURL: WebURL?
    package var settingsURL: WebURL?
    package var bio: String?
    package var location: String?
    package var tags: [String]?
    package var websites: [WebURL]?
    package var emailNotifications: EmailNotifications?
    package var displayRules: DisplayRules?
    package var autofollowConversations: Bool?
    package var moderator: Bool?
    package var gravatarDisabled: Bool?
    /// A disabled reader can't sign in.
    ///
    /// Never shown to networks.
    package var isDisabled = false

    package init(displayName: DisplayName) { self.displayName = displayName }
}

/// The members of a profile by their names on the wire (livefyre-protocol.md 6.3), and who may edit each.
package enum ProfileField: String, CaseIterable, Sendable {
    case displayName = "display_name"
    case name
    case email
    case imageURL = "image_url"
    case profileURL = "profile_url"
    case settingsURL = "settings_url"
    case bio
    case location
    case tags
    case websites
    case emailNotifications = "email_notifications"
    case displayRules = "display_rules"
    case autofollowConversations = "autofollow_conversations"
    case moderator
    case gravatarDisabled = "gravatar_disabled"
    case disabled

    package var isReaders: Bool {
        switch self {
        case .displayName, .name, .imageURL, .bio, .location, .websites, .emailNotifications, .displayRules,
            .autofollowConversations, .gravatarDisabled:
            true
        case .email, .profileURL, .settingsURL, .tags, .moderator, .disabled:
            false
        }
    }
}
