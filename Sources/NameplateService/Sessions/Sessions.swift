import Hummingbird
import Nameplate

/// Finds the session that a request's cookie names.
final class Sessions: Sendable {
    private struct Entry: Sendable {
        let session: Session
        let keys: SessionKeys
    }

    let cookie: SessionCookie
    let limits: SessionLimits
    private let store: any Store
    private let profiles: Profiles
    private let clock: Clock
    private let cache = RecentCache<SessionID, Entry>(generationSize: 20_000)

    init(store: any Store, profiles: Profiles, settings: ServiceSettings, clock: @escaping Clock) {
        self.store = store
        self.profiles = profiles
        self.clock = clock
        cookie = SessionCookie(publicOrigin: settings.publicOrigin, limits: settings.sessionLimits)
        limits = settings.sessionLimits
    }

    func forget(_ session: SessionID) { cache.drop(session) }

    func forgetAll() { cache.dropAll() }

    /// The session of the request, or nil when nobody is signed in.
    ///
    /// Counts as a use of the session.
    ///
    /// With `version`, the newest that the caller knows of, the profile is not older than that.
    func current(_ request: Request, atLeast version: Version = .any) async throws -> SignedIn? {
        guard let credential = cookie.credential(in: request) else { return nil }
        let now = clock()
        if let remembered = remembered(credential.id, atLeast: version),
            let presented = remembered.presented(credential, at: now)
        {
            return await used(remembered, presented, at: now)
        }
        // Nobody is turned away by memory, which doesn't know yet what another process has just committed.
        guard let read = try await read(credential.id), let presented = read.presented(credential, at: now) else {
            return nil
        }
        return await used(read, presented, at: now)
    }

    /// How new a profile must be.
    enum Version {
        case any
        case atLeast(Int64)
        /// As it is stored now, whoever has changed it.
        case stored

        init(_ known: Int64?) { self = known.map(Self.atLeast) ?? .any }
    }

    private func used(_ signedIn: SignedIn, _ presented: SessionKeys.Presented, at now: Timestamp) async -> SignedIn {
        let isFirst = presented == .current(isFirst: true)
        if isFirst || now - signedIn.session.lastSeenAt >= .seconds(3600) {
            // A store that can't write takes no reading away: the use is noted at the next request.
            try? await store.touch(signedIn.session.id, isConfirmed: isFirst, limits: limits, at: now)
        }
        return signedIn
    }

    /// The session of the request.
    ///
    /// - Throws: 401 when nobody is signed in, and 409 when it is somebody else than the page believes.
    func require(_ request: Request, atLeast version: Version = .any) async throws -> SignedIn {
        guard let signedIn = try await current(request, atLeast: version) else { throw Problem.signedOut }
        try check(request, against: signedIn.session.user)
        return signedIn
    }

    /// Refuses a page that takes itself for another user: nothing typed as A is ever sent as B.
    func check(_ request: Request, against user: UserID) throws {
        guard let expected = request.headers[.nameplateUser], expected != user.text else { return }
        throw Problem(
            .conflict,
            "user-changed",
            "Somebody else is signed in now",
            detail: "The session belongs to another user than the page sent in Nameplate-User."
        )
    }

    /// How a session stands that was alive before.
    enum Standing {
        case alive(version: Int64)
        case over(SessionEnd)
    }

    /// How the session stands now, for streams that are open for long.
    func standing(of session: Session) async throws -> Standing {
        var found = remembered(session.id, atLeast: .any)
        if found == nil { found = try await read(session.id) }
        guard let signedIn = found else { return .over(session.expiresAt > clock() ? .ended : .expired) }
        guard signedIn.session.expiresAt > clock() else { return .over(.expired) }
        return signedIn.profile.canSignIn ? .alive(version: signedIn.profile.version) : .over(.disabled)
    }

    private func remembered(_ id: SessionID, atLeast version: Version) -> SignedIn? {
        guard store.isCurrent, let entry = cache.value(for: id), let profile = profiles.cached(entry.session.user)
        else {
            return nil
        }
        switch version {
        case .any: break
        case .atLeast(let known): if profile.version < known { return nil }
        case .stored: if !store.isExclusive { return nil }
        }
        return SignedIn(session: entry.session, keys: entry.keys, profile: profile)
    }

    private func read(_ id: SessionID) async throws -> SignedIn? {
        let reading = (session: cache.startReading(), profile: profiles.startReading())
        guard let signedIn = try await store.signedIn(id) else { return nil }
        cache.put(Entry(session: signedIn.session, keys: signedIn.keys), for: id, read: reading.session)
        profiles.remember(signedIn.profile, read: reading.profile)
        return signedIn
    }
}

extension SignedIn {
    /// Which of the session's secrets the credential brings; nil if it brings none, or the session is over.
    fileprivate func presented(_ credential: SessionCredential, at now: Timestamp) -> SessionKeys.Presented? {
        guard session.expiresAt > now, profile.canSignIn else { return nil }
        return keys.recognize(credential.secret, at: now)
    }
}
