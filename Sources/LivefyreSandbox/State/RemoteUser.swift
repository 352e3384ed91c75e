import Nameplate

/// The network's own copy of one of the publisher's users.
struct RemoteUser: Sendable {
    let id: UserID
    let joinedAt: Timestamp
    var updatedAt: Timestamp
    /// The name in the last token presented, which stands in while no profile was pulled.
    var claimedName: String?
    var profile: RemoteProfile?
    /// What the strict reading of the last pulled document would object to.
    var findings: [FieldError] = []
    var lastPull: PullRecord?
    /// How many times the picture was fetched: once for each new address of it.
    var avatarGeneration = 0

    init(id: UserID, at now: Timestamp) {
        self.id = id
        joinedAt = now
        updatedAt = now
    }

    /// Where the shown name comes from.
    enum Source: String {
        case pulled, claim
    }

    var source: Source { profile == nil ? .claim : .pulled }
    var displayName: String { profile?.displayName ?? claimedName ?? id.text }

    mutating func take(_ pulled: RemoteProfile, findings: [FieldError], at now: Timestamp) {
        if let image = pulled.imageURL, image != profile?.imageURL { avatarGeneration += 1 }
        profile = pulled
        self.findings = findings
        updatedAt = now
    }
}

/// How the last pull for a user went.
struct PullRecord: Sendable {
    let at: Timestamp
    /// The status of the publisher's answer, or nil where none came.
    let status: Int?
    /// Nil when the profile was updated.
    let failure: PullFailure?
}
