import Nameplate

/// A pulled profile, read as tolerantly as the real network did (livefyre-protocol.md 6.5).
struct RemoteProfile: Sendable, Equatable {
    let displayName: String
    let email: String?
    let imageURL: String?
    let profileURL: String?
    let settingsURL: String?
    let tags: [String]
    /// Follow a collection after writing in it; true unless the publisher says otherwise.
    let autofollows: Bool
    let moderates: Bool
    /// One frequency for each kind; `never` for a kind that isn't named, since no mail is the default.
    let emailNotifications: [String: String]
    /// The object as it came, for people who look for what they sent.
    let document: JSONValue
    /// The publisher's version, where the answer told it; the network itself knows of none.
    let version: Int64?

    /// - Throws: ``PullFailure`` when the document can't be this user's profile.
    init(_ answer: PullAnswer, of user: UserID) throws(PullFailure) {
        guard let document = JSONValue(parsing: answer.body) else { throw .notJSON }
        guard let members = document.object else { throw .notAnObject }
        guard let name = members.text("display_name") else { throw .noDisplayName }
        if let id = members["id"], id != .null, id.scalar != user.text { throw .otherID(id.scalar ?? "not a string") }
        displayName = name
        email = members.text("email")
        imageURL = members.text("image_url")
        profileURL = members.text("profile_url")
        settingsURL = members.text("settings_url")
        tags = members.strings("tags")
        autofollows = members.flag("autofollow_conversations") ?? true
        moderates = members.flag("moderator") ?? false
        let wanted = members["email_notifications"]?.object ?? [:]
        emailNotifications = Dictionary(
            uniqueKeysWithValues: EmailNotifications.kinds.map { kind in
                (kind.name, (wanted.frequency(kind.name) ?? .never).rawValue)
            }
        )
        self.document = document
        version = answer.version
    }
}

extension [String: JSONValue] {
    /// A string that says something; empty ones count as absent, as production endpoints sent them so.
    fileprivate func text(_ name: String) -> String? {
        guard let text = self[name]?.string, !text.isEmpty else { return nil }
        return text
    }

    /// `true`, `false`, or the same words as strings in any case (livefyre-protocol.md 6.4).
    fileprivate func flag(_ name: String) -> Bool? {
        switch self[name] {
        case .bool(let bool): bool
        case .string(let text): Bool(text.lowercased())
        default: nil
        }
    }

    fileprivate func frequency(_ name: String) -> EmailNotifications.Frequency? {
        text(name).flatMap { EmailNotifications.Frequency(rawValue: $0.lowercased()) }
    }

    fileprivate func strings(_ name: String) -> [String] {
        guard case .array(let values) = self[name] else { return [] }
        return values.compactMap(\.string)
    }
}

extension JSONValue {
    /// An id as text; numeric ids came as numbers from publishers who forgot to cast them.
    fileprivate var scalar: String? {
        switch self {
        case .string(let text): text
        case .number(let number): Int64(exactly: number).map { String($0) }
        default: nil
        }
    }
}
