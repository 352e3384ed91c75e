import Nameplate

/// Profiles by user, from memory where no commit came between and none can have come that wasn't told.
final class Profiles: Sendable {
    private let store: any Store
    private let cache = RecentCache<UserID, Profile>(generationSize: 20_000)

    init(store: any Store) { self.store = store }

    /// The committed profile, erased ones included, as it is now whoever has changed it.
    ///
    /// What others commit is told a moment later; so memory is good for this only where there are no others.
    func profile(of user: UserID) async throws -> Profile? {
        if store.isExclusive, let profile = cache.value(for: user) { return profile }
        let reading = cache.startReading()
        guard let profile = try await store.profile(of: user) else { return nil }
        cache.put(profile, for: user, read: reading)
        return profile
    }

    func startReading() -> RecentCache<UserID, Profile>.Reading { cache.startReading() }

    func remember(_ profile: Profile, read reading: RecentCache<UserID, Profile>.Reading) {
        cache.put(profile, for: profile.user, read: reading)
    }

    func cached(_ user: UserID) -> Profile? { store.isCurrent ? cache.value(for: user) : nil }

    func forget(_ user: UserID) { cache.drop(user) }

    func forgetAll() { cache.dropAll() }
}
