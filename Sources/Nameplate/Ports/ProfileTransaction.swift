/// One change of a profile, with all that commits together: profile, version, owed deliveries, activity.
package struct ProfileTransaction: Sendable {
    package enum Edit: Sendable {
        /// Creates, or replaces whole.
        case put(ProfileFields)
        /// Changes a profile that is there.
        case patch(ProfileChange)
        /// Changes, or creates if the edit has all that a new profile needs.
        case upsert(ProfileChange)
        /// Erases for good, leaving this name.
        case erase(DisplayName)
    }

    /// What `If-Match` demands.
    package enum Condition: Sendable, Equatable {
        case any
        /// The user is there (`*`).
        case exists
        case version(Int64)
    }

    /// A worker with free places, which may lease the deliveries of this change at once.
    package struct Lease: Sendable, Equatable {
        package let worker: WorkerID
        package let networks: Set<NetworkName>

        package init(worker: WorkerID, networks: Set<NetworkName>) {
            self.worker = worker
            self.networks = networks
        }
    }

    package struct Outcome: Sendable, Equatable {
        package let profile: Profile
        package let isNew: Bool
        /// False when the edit altered nothing: then there is no new version, delivery or activity.
        package let isChange: Bool
        /// The deliveries that `lease` got.
        package let claims: [Claim]
        package let deliveries: [Delivery]

        package init(profile: Profile, isNew: Bool, isChange: Bool, claims: [Claim], deliveries: [Delivery]) {
            self.profile = profile
            self.isNew = isNew
            self.isChange = isChange
            self.claims = claims
            self.deliveries = deliveries
        }
    }

    package let user: UserID
    package let edit: Edit
    package var condition: Condition = .any
    /// Sets the password in the same transaction; every session of a user who was there before ends.
    package var passwordHash: String?
    /// The networks that are owed this change.
    package let networks: [NetworkName]
    package var lease: Lease?
    package let actor: Actor
    package let now: Timestamp

    package init(
        user: UserID,
        edit: Edit,
        condition: Condition = .any,
        passwordHash: String? = nil,
        networks: [NetworkName],
        lease: Lease? = nil,
        actor: Actor,
        now: Timestamp
    ) {
        self.user = user
        self.edit = edit
        self.condition = condition
        self.passwordHash = passwordHash
        self.networks = networks
        self.lease = lease
        self.actor = actor
        self.now = now
    }
}

/// Who did something, for the activity log.
package enum Actor: String, Sendable {
    case reader, backend, service
}
