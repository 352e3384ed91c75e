import Nameplate

extension RemoteUser {
    /// What a line of the users' table needs.
    ///
    /// Times are epoch seconds.
    func writeSummary(_ affiliation: Affiliation, to json: inout JSONWriter) {
        json.member("id", id.text)
        json.member("display_name", displayName)
        json.member("source", source.rawValue)
        if let version = profile?.version { json.member("version", version) } else { json.null("version") }
        json.nullable("email", profile?.email)
        json.member("affiliation", affiliation.rawValue)
        json.member("joined_at", joinedAt.seconds)
        json.member("updated_at", updatedAt.seconds)
        guard let lastPull else { return json.null("last_pull") }
        json.object("last_pull") { lastPull.write(to: &$0) }
    }

    func writeDetails(jid: String, to json: inout JSONWriter) {
        json.member("jid", jid)
        json.nullable("claimed_name", claimedName)
        json.member("avatar_generation", avatarGeneration)
        json.array("findings") { array in
            for finding in findings { finding.write(to: &array) }
        }
        guard let profile else {
            json.null("profile")
            return json.null("settings")
        }
        json.member("profile", json: profile.document)
        json.object("settings") { profile.writeSettings(to: &$0) }
    }
}

extension RemoteProfile {
    /// What the network made of the members that decide something.
    fileprivate func writeSettings(to json: inout JSONWriter) {
        json.member("autofollow_conversations", autofollows)
        json.member("moderator", moderates)
        json.member("tags", tags)
        json.object("email_notifications") { json in
            for (kind, frequency) in emailNotifications.sorted(by: { $0.key < $1.key }) { json.member(kind, frequency) }
        }
    }
}

extension PullRecord {
    fileprivate func write(to json: inout JSONWriter) {
        json.member("at", at.seconds)
        json.member("state", (failure == nil ? PullState.updated : .failed).rawValue)
        if let status { json.member("status", status) } else { json.null("status") }
        json.nullable("reason", failure?.description)
    }
}
