import Nameplate

/// What a webhook is told: who changed, to which version, and what anybody may see of the profile.
///
/// ```
/// {"type":"profile.changed","timestamp":"2027-01-15T08:00:00.000Z",
///  "data":{"id":"ada","version":3,"display_name":"Ada L.","image_url":"https://…"}}
/// ```
struct ProfileEvent {
    let announcement: Announcement
    let sentAt: Timestamp

    init(_ announcement: Announcement, at now: Timestamp) {
        self.announcement = announcement
        sentAt = now
    }

    var body: [UInt8] {
        JSONWriter.object { json in
            json.member("type", announcement.profile?.isErased == true ? "profile.erased" : "profile.changed")
            // The standard's word for when it happened; a try is dated in the header.
            json.member("timestamp", (announcement.profile?.changedAt ?? sentAt).rfc3339)
            json.object("data") { json in
                json.member("id", announcement.user.text)
                json.member("version", announcement.version)
                if let profile = announcement.profile { profile.writePublicMembers(to: &json) }
            }
        }
    }
}

extension Profile {
    /// The display name, and what else a reader's page shows to anybody.
    ///
    /// What a display rule hides is left out, and so are real name, email address, tags and everything that is only
    /// for the reader or a comment network.
    fileprivate func writePublicMembers(to json: inout JSONWriter) {
        json.member("display_name", fields.displayName.text)
        guard !isErased else { return }
        let rules = fields.displayRules
        if rules?.image != false { json.member("image_url", fields.imageURL?.text) }
        if rules?.remoteProfileURL != false { json.member("profile_url", fields.profileURL?.text) }
        if rules?.bio != false { json.member("bio", fields.bio) }
        if rules?.location != false { json.member("location", fields.location) }
        json.member("websites", fields.websites?.map(\.text))
    }
}
