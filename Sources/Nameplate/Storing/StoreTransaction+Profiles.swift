extension StoreTransaction {
    /// Makes one change with all that belongs to it: profile, version, sessions, owed deliveries, activity.
    package func apply(_ change: ProfileTransaction) throws -> ProfileTransaction.Outcome {
        let stored = try profile(of: change.user)
        let old = stored?.profile
        try change.admit(old)
        guard let fields = try change.fields(after: old) else { return try unchanged(old, change) }
        let changed = fields.fieldsChanged(from: old?.fields ?? ProfileFields(displayName: fields.displayName))
        guard let old else { return try create(fields, changed: [.displayName] + changed, change) }
        if changed.isEmpty && !change.isErasure { return try unchanged(old, change) }
        return try replace(old, by: fields, changed: changed, after: stored?.newestActivity, change)
    }

    private func create(
        _ fields: ProfileFields,
        changed: [ProfileField],
        _ change: ProfileTransaction
    ) throws -> ProfileTransaction.Outcome {
        let profile = Profile(
            user: change.user,
            version: 1,
            fields: fields,
            createdAt: change.now,
            changedAt: change.now
        )
        try add(.created, changed, of: profile, after: nil, change)
        FailPoint.activityWritten.reach()
        try insert(profile)
        FailPoint.profileWritten.reach()
        if let hash = change.passwordHash { try setPassword(hash, of: change.user, by: change.actor, at: change.now) }
        return try announce(profile, isNew: true, change)
    }

    private func replace(
        _ old: Profile,
        by fields: ProfileFields,
        changed: [ProfileField],
        after activity: Int64?,
        _ change: ProfileTransaction
    ) throws -> ProfileTransaction.Outcome {
        var profile = old
        profile.version += 1
        profile.fields = fields
        profile.changedAt = change.now
        if change.isErasure { profile.erasedAt = change.now }
        try add(change.isErasure ? .erased : .changed, changed, of: profile, after: activity, change)
        FailPoint.activityWritten.reach()
        try update(profile, isRename: changed == [.displayName] && !change.isErasure)
        FailPoint.profileWritten.reach()
        let outcome = try announce(profile, isNew: false, change)
        try endAccess(of: profile, before: old, change)
        return outcome
    }

    /// Ends what the change takes from the user: everything with an erasure, sessions with a new password or when the
    /// user is disabled.
    private func endAccess(of profile: Profile, before old: Profile, _ change: ProfileTransaction) throws {
        let user = profile.user
        if profile.isErased {
            try deletePassword(of: user)
            try deleteHandoffs(of: user)
            try end(.all(of: user), because: .erased, at: change.now)
            return
        }
        if profile.fields.isDisabled && !old.fields.isDisabled {
            try end(.all(of: user), because: .disabled, at: change.now)
        }
        try replacePassword(change)
    }

    private func replacePassword(_ change: ProfileTransaction) throws {
        guard let hash = change.passwordHash else { return }
        try setPassword(hash, of: change.user, by: change.actor, at: change.now)
        try end(.all(of: change.user), because: .password, at: change.now)
    }

    private func announce(
        _ profile: Profile,
        isNew: Bool,
        _ change: ProfileTransaction
    ) throws -> ProfileTransaction.Outcome {
        note(.profile(profile.user, version: profile.version))
        let owed = try owe(profile.version, change)
        return ProfileTransaction.Outcome(
            profile: profile,
            isNew: isNew,
            isChange: true,
            claims: owed.claims,
            deliveries: owed.deliveries
        )
    }

    private func unchanged(_ old: Profile?, _ change: ProfileTransaction) throws -> ProfileTransaction.Outcome {
        guard let old else { throw StoreError.unknownUser }
        if !old.isErased { try replacePassword(change) }
        let deliveries = try change.networks.compactMap { network in
            try delivery(of: change.user, to: network, at: change.now)?.delivery
        }
        return ProfileTransaction.Outcome(
            profile: old,
            isNew: false,
            isChange: false,
            claims: [],
            deliveries: deliveries
        )
    }

    private func add(
        _ kind: Activity.Kind,
        _ changed: [ProfileField],
        of profile: Profile,
        after newest: Int64?,
        _ change: ProfileTransaction
    ) throws {
        try add(
            Activity(
                kind: kind,
                user: profile.user,
                actor: change.actor,
                version: profile.version,
                detail: StoredList.text(changed.map(\.rawValue)),
                now: change.now
            ),
            after: newest
        )
    }
}
