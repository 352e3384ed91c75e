extension ProfileField {
    /// Sets this field from a member of a merge patch: `null` unsets, objects merge, arrays replace.
    ///
    /// - Throws: ``FieldError`` with the path of the wrong member.
    func set(_ value: JSONValue, in fields: inout ProfileFields) throws {
        switch self {
        case .displayName: fields.displayName = try displayName(value)
        case .name: fields.name = try name(value, merging: fields.name ?? PersonName())
        case .email: fields.email = try optional(value) { try email($0) }
        case .imageURL: fields.imageURL = try optional(value) { try url($0) }
        case .profileURL: fields.profileURL = try optional(value) { try url($0) }
        case .settingsURL: fields.settingsURL = try optional(value) { try url($0) }
        case .bio: fields.bio = try optional(value) { try text($0, longest: 4000, lineBreaksAllowed: true) }
        case .location: fields.location = try optional(value) { try text($0, longest: 255) }
        case .tags: fields.tags = try optional(value) { try tags($0) }
        case .websites: fields.websites = try optional(value) { try websites($0) }
        case .emailNotifications:
            fields.emailNotifications = try notifications(
                value,
                merging: fields.emailNotifications ?? EmailNotifications()
            )
        case .displayRules:
            fields.displayRules = try displayRules(value, merging: fields.displayRules ?? DisplayRules())
        case .autofollowConversations: fields.autofollowConversations = try optional(value) { try bool($0) }
        case .moderator: fields.moderator = try optional(value) { try bool($0) }
        case .gravatarDisabled: fields.gravatarDisabled = try optional(value) { try bool($0) }
        case .disabled: fields.isDisabled = try optional(value) { try bool($0) } ?? false
        }
    }

    func differs(_ left: ProfileFields, _ right: ProfileFields) -> Bool {
        switch self {
        case .displayName: left.displayName != right.displayName
        case .name: left.name != right.name
        case .email: left.email != right.email
        case .imageURL: left.imageURL != right.imageURL
        case .profileURL: left.profileURL != right.profileURL
        case .settingsURL: left.settingsURL != right.settingsURL
        case .bio: left.bio != right.bio
        case .location: left.location != right.location
        case .tags: left.tags != right.tags
        case .websites: left.websites != right.websites
        case .emailNotifications: left.emailNotifications != right.emailNotifications
        case .displayRules: left.displayRules != right.displayRules
        case .autofollowConversations: left.autofollowConversations != right.autofollowConversations
        case .moderator: left.moderator != right.moderator
        case .gravatarDisabled: left.gravatarDisabled != right.gravatarDisabled
        case .disabled: left.isDisabled != right.isDisabled
        }
    }

    private func displayName(_ value: JSONValue) throws -> DisplayName {
        if value == .null { throw wrong("A display name can't be unset.") }
        guard let text = value.string else { throw wrong("It must be a string.") }
        do {
            return try DisplayName(text)
        } catch {
            throw wrong(error.description)
        }
    }

    private func name(_ value: JSONValue, merging old: PersonName) throws -> PersonName? {
        guard let members = try members(value, allowed: PersonName.parts.map(\.name)) else { return nil }
        var name = old
        for part in PersonName.parts {
            guard let value = members[part.name] else { continue }
            name[keyPath: part.path] = try optional(value) { try text($0, longest: 150, at: ".\(part.name)") }
        }
        return name.isEmpty ? nil : name
    }

    private func notifications(
        _ value: JSONValue,
        merging old: EmailNotifications
    ) throws -> EmailNotifications? {
        guard let members = try members(value, allowed: EmailNotifications.kinds.map(\.name)) else { return nil }
        var notifications = old
        for kind in EmailNotifications.kinds {
            guard let value = members[kind.name] else { continue }
            if value == .null {
                notifications[keyPath: kind.path] = .never
                continue
            }
            guard let frequency = value.string.flatMap(EmailNotifications.Frequency.init(rawValue:)),
                kind.frequencies.contains(frequency)
            else {
                let allowed = kind.frequencies.map(\.rawValue).joined(separator: ", ")
                throw wrong("It must be one of: \(allowed).", at: ".\(kind.name)")
            }
            notifications[keyPath: kind.path] = frequency
        }
        return notifications
    }

    private func displayRules(_ value: JSONValue, merging old: DisplayRules) throws -> DisplayRules? {
        guard let members = try members(value, allowed: DisplayRules.rules.map(\.name)) else { return nil }
        var rules = old
        for rule in DisplayRules.rules {
            guard let value = members[rule.name] else { continue }
            rules[keyPath: rule.path] = try optional(value) { try bool($0, at: ".\(rule.name)") }
        }
        return rules.isEmpty ? nil : rules
    }

    private func tags(_ value: JSONValue) throws -> [String] {
        let tags = try strings(value, atMost: 100)
        for (index, tag) in tags.enumerated() {
            let fits =
                (1...63).contains(tag.utf8.count)
                && tag.utf8.allSatisfy {
                    (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || $0 == 95
                }
            guard fits else {
                throw wrong("A tag has 1 to 63 letters a to z, digits or underscores.", at: "[\(index)]")
            }
        }
        guard Set(tags).count == tags.count else { throw wrong("A tag is there twice.") }
        return tags
    }

    private func websites(_ value: JSONValue) throws -> [WebURL] {
        try strings(value, atMost: 2).enumerated().map { index, text in
            guard let url = WebURL(text) else { throw wrong(Self.urlRule, at: "[\(index)]") }
            return url
        }
    }

    private func url(_ value: JSONValue) throws -> WebURL {
        guard let url = value.string.flatMap(WebURL.init) else { throw wrong(Self.urlRule) }
        return url
    }

    private func email(_ value: JSONValue) throws -> String {
        guard let text = value.string else { throw wrong("It must be a string or null.") }
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard text.utf8.count <= 254, text.utf8.allSatisfy({ $0 > 32 && $0 < 127 }), parts.count == 2,
            !parts[0].isEmpty, parts[1].contains("."), !parts[1].hasPrefix("."), !parts[1].hasSuffix(".")
        else { throw wrong("It must be an e-mail address, such as ada@example.com.") }
        return text
    }

    private func text(
        _ value: JSONValue,
        longest: Int,
        lineBreaksAllowed: Bool = false,
        at path: String = ""
    ) throws -> String? {
        guard let text = value.string.map(PlainText.normalized) else {
            throw wrong("It must be a string or null.", at: path)
        }
        guard text.unicodeScalars.count <= longest else {
            throw wrong(InvalidText.tooLong(longest).description, at: path)
        }
        do {
            try PlainText.check(text, lineBreaksAllowed: lineBreaksAllowed)
        } catch {
            throw wrong(error.description, at: path)
        }
        return text.isEmpty ? nil : text
    }

    private func bool(_ value: JSONValue, at path: String = "") throws -> Bool {
        guard case .bool(let bool) = value else { throw wrong("It must be true, false or null.", at: path) }
        return bool
    }

    private func optional<Value>(_ value: JSONValue, _ read: (JSONValue) throws -> Value?) throws -> Value? {
        value == .null ? nil : try read(value)
    }

    private func strings(_ value: JSONValue, atMost limit: Int) throws -> [String] {
        guard case .array(let values) = value else { throw wrong("It must be an array of strings or null.") }
        guard values.count <= limit else { throw wrong("It has more than \(limit) entries.") }
        return try values.enumerated().map { index, value in
            guard let text = value.string else { throw wrong("It must be a string.", at: "[\(index)]") }
            return text
        }
    }

    private func members(_ value: JSONValue, allowed: [String]) throws -> [String: JSONValue]? {
        if value == .null { return nil }
        guard let members = value.object else { throw wrong("It must be an object or null.") }
        if let unknown = members.keys.sorted().first(where: { !allowed.contains($0) }) {
            throw wrong("There is no such member.", at: ".\(unknown)")
        }
        return members
    }

    private func wrong(_ detail: String, at path: String = "") -> FieldError { FieldError(rawValue + path, detail) }

    private static let urlRule = "It must be an absolute http or https address."
}
