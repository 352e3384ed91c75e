/// How it is known and seen to that networks have read what they were told of.
extension StoreTransaction {
    /// Notes what a network read, and returns the delivery as it was before; nil where nothing was ever owed.
    package func record(_ pull: Pull) throws -> Delivery? {
        try add(Exchange(pull))
        guard let old = try delivery(of: pull.user, to: pull.network, at: pull.at) else { return nil }
        var row = old
        row.take(pull)
        try update(row, .pulled)
        return old.delivery
    }

    /// Looks after those of the deliveries whose time has come; returns how many are owed again.
    package func repair(_ deliveries: [DeliveryQuery.Position], at now: Timestamp) throws -> Int {
        var count = 0
        for position in deliveries {
            guard var row = try delivery(of: position.user, to: position.network, at: now),
                row.isLoopDue(at: now)
            else { continue }
            let isOwed = row.repair(at: now)
            try update(row, .repaired)
            guard isOwed else { continue }
            count += 1
            if !row.delivery.isLeased { note(.owed(position.network)) }
        }
        return count
    }

    /// Owes what the reconciliation finds of these users; returns to how many.
    ///
    /// With a lift, `networks` are owed what they had of them too.
    package func reconcile(
        _ users: [UserID],
        by reconciliation: Reconciliation,
        besides networks: [NetworkName],
        at now: Timestamp
    ) throws -> Int {
        var count = 0
        for user in users {
            guard var stored = try profile(of: user) else { continue }
            if reconciliation.lift > 0 { stored = try lift(stored, by: reconciliation.lift, at: now) }
            let row = try delivery(of: user, to: reconciliation.network, at: now)
            guard reconciliation.includes(row?.delivery, of: stored.profile) else { continue }
            try owe(stored.profile, to: reconciliation.network, instead: row, at: now)
            count += 1
            guard reconciliation.lift > 0 else { continue }
            for network in networks where network != reconciliation.network {
                guard let row = try delivery(of: user, to: network, at: now) else { continue }
                try owe(stored.profile, to: network, instead: row, at: now)
            }
        }
        return count
    }

    private func owe(
        _ profile: Profile,
        to network: NetworkName,
        instead old: StoredDelivery?,
        at now: Timestamp
    ) throws {
        var row = old ?? StoredDelivery(profile.version, of: profile.user, to: network, at: now)
        if old == nil {
            try insert(row)
        } else {
            row.owe(max(profile.version, row.delivery.wantedVersion), at: now)
            try update(row, .owed)
        }
        if !row.delivery.isLeased { note(.owed(network)) }
    }

    /// The reader changed nothing, so the moment of the last change stays.
    private func lift(_ stored: StoredProfile, by lift: Int64, at now: Timestamp) throws -> StoredProfile {
        var profile = stored.profile
        profile.version += lift
        try add(
            Activity(kind: .lifted, user: profile.user, actor: .service, version: profile.version, now: now),
            after: stored.newestActivity
        )
        try update(profile, isRename: true)
        note(.profile(profile.user, version: profile.version))
        return StoredProfile(profile: profile, newestActivity: nil)
    }
}

extension Reconciliation {
    fileprivate func includes(_ delivery: Delivery?, of profile: Profile) -> Bool {
        lift > 0 || scope.includes(delivery, of: profile.version)
    }

    /// Goes through slices until there is nothing left or `limit` is reached.
    package func inSlices(
        of size: Int,
        _ run: (Reconciliation) async throws -> Result
    ) async throws -> Result {
        var total = Result(examined: 0, owed: 0, next: after)
        repeat {
            var slice = self
            slice.after = total.next
            slice.limit = min(size, limit - total.examined)
            let result = try await run(slice)
            total.examined += result.examined
            total.owed += result.owed
            total.next = result.next
        } while total.next != nil && total.examined < limit
        return total
    }
}

extension Reconciliation.Scope {
    /// Whether a delivery is to be owed of which the profile has that version.
    func includes(_ delivery: Delivery?, of version: Int64) -> Bool {
        guard let delivery else { return self == .everything }
        if delivery.wantedVersion < version { return true }
        guard delivery.dueAt == nil else { return false }
        return switch self {
        case .everything: delivery.state != .confirmed
        case .drifted: delivery.driftedAt != nil
        }
    }
}
