extension ProfileFields {
    /// Writes the members that networks may read, by their wire names; unset ones are left out.
    package func writeMembers(to json: inout JSONWriter) {
        json.member("display_name", displayName.text)
        if let name {
            json.object("name") { json in
                for part in PersonName.parts { json.member(part.name, name[keyPath: part.path]) }
            }
        }
        json.member("email", email)
        json.member("image_url", imageURL?.text)
        json.member("profile_url", profileURL?.text)
        json.member("settings_url", settingsURL?.text)
        json.member("bio", bio)
        json.member("location", location)
        json.member("tags", tags)
        json.member("websites", websites?.map(\.text))
        if let emailNotifications {
            json.object("email_notifications") { json in
                for kind in EmailNotifications.kinds {
                    json.member(kind.name, emailNotifications[keyPath: kind.path].rawValue)
                }
            }
        }
        if let displayRules {
            json.object("display_rules") { json in
                for rule in DisplayRules.rules { json.member(rule.name, displayRules[keyPath: rule.path]) }
            }
        }
        json.member("autofollow_conversations", autofollowConversations)
        json.member("moderator", moderator)
        json.member("gravatar_disabled", gravatarDisabled)
    }
}

extension Profile {
    /// The profile as our own interfaces show it: `id`, `version`, the set fields, `disabled` if so, and times in
    /// epoch seconds.
    package func write(_ name: String, to json: inout JSONWriter) {
        json.object(name) { writeMembers(to: &$0) }
    }

    package func write(to json: inout JSONWriter) {
        json.object { writeMembers(to: &$0) }
    }

    private func writeMembers(to json: inout JSONWriter) {
        json.member("id", user.text)
        json.member("version", version)
        fields.writeMembers(to: &json)
        if fields.isDisabled { json.member("disabled", true) }
        json.member("created_at", createdAt.seconds)
        json.member("changed_at", changedAt.seconds)
    }
}
