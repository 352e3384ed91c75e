extension ProfileTransaction {
    /// The fields after the edit, or nil when there is nothing to do because the user is erased already.
    func fields(after old: Profile?) throws -> ProfileFields? {
        switch edit {
        case .put(let fields):
            return fields
        case .patch(let change):
            guard let old else { throw StoreError.unknownUser }
            return change.applied(to: old.fields)
        case .upsert(let change):
            if let old { return change.applied(to: old.fields) }
            do {
                return try change.fieldsOfNewProfile()
            } catch {
                throw StoreError.invalid(error)
            }
        case .erase(let name):
            guard let old else { throw StoreError.unknownUser }
            return old.isErased ? nil : .erased(name: name)
        }
    }

    /// Refuses an edit of what isn't there, of what is erased, and of another version than the caller has seen.
    func admit(_ old: Profile?) throws(StoreError) {
        guard let old else { return try admitCreation() }
        guard !old.isErased || isErasure else { throw .erased }
        if case .version(let expected) = condition, expected != old.version {
            throw .versionMismatch(current: old.version)
        }
    }

    var isErasure: Bool {
        if case .erase = edit { true } else { false }
    }

    private func admitCreation() throws(StoreError) {
        switch edit {
        case .patch, .erase: throw .unknownUser
        case .put, .upsert: break
        }
        switch condition {
        case .any: break
        case .exists: throw .unknownUser
        case .version: throw .versionMismatch(current: 0)
        }
    }
}
