import HTTPTypes
import Hummingbird
import Logging
import Nameplate

/// What a site's backend does about a user's access: tokens, hand-offs and sessions.
struct AccessController {
    let store: any Store
    let networks: Networks
    let tokenLifetime: Duration
    let clock: Clock
    let randomness: Randomness

    /// A token for the site's own use; a user who can't sign in gets none.
    @Sendable func token(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let user = try context.user()
        let network = try networks.chosen(by: request)
        let members = try await JSONBody(of: request, .optional).members("expires_in")
        let lifetime = try lifetime(members["expires_in"])
        guard let profile = try await store.profile(of: user), !profile.isErased else { throw Problem.unknownUser }
        guard profile.canSignIn else { throw Self.disabled }
        let now = clock()
        let expires = now + lifetime
        return .json { json in
            json.member("user", user.text)
            json.member(
                "token",
                network.userAuthToken(for: user, named: profile.fields.displayName, expires: expires)
            )
            json.member("token_expires", expires.seconds)
            json.member("expires_in", expires.seconds - now.seconds)
            json.member("version", profile.version)
        }
    }

    /// A code that the site's page changes for a session; profile fields in the body are saved with it.
    @Sendable func handoff(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let user = try context.user()
        let members = try await JSONBody(of: request, .optional).all
        let now = clock()
        let code = HandoffCode(from: randomness)
        var profile: ProfileTransaction?
        if !members.isEmpty {
            profile = ProfileTransaction(
                user: user,
                edit: .upsert(try ProfileChange(patch: members, by: .backend)),
                networks: networks.names,
                actor: .backend,
                now: now
            )
        }
        let expires = now + HandoffCode.lifetime
        do {
            try await store.addHandoff(code.digest, for: user, profile: profile, expiresAt: expires)
        } catch StoreError.cannotSignIn {
            throw Self.disabled
        }
        return .json(.created) { json in
            json.member("code", code.text)
            json.member("expires", expires.seconds)
        }
    }

    @Sendable func sessions(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let user = try context.user()
        guard let profile = try await store.profile(of: user), !profile.isErased else { throw Problem.unknownUser }
        return .sessions(try await store.sessions(of: user, at: clock()), current: nil)
    }

    @Sendable func endSessions(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let user = try context.user()
        guard try await store.profile(of: user) != nil else { throw Problem.unknownUser }
        try await store.endSessions(.all(of: user), because: .ended, at: clock())
        context.logger.notice("sessions ended", metadata: ["user": "\(user)"])
        return .noContent
    }

    private func lifetime(_ value: JSONValue?) throws -> Duration {
        guard let value else { return tokenLifetime }
        guard let seconds = value.number, seconds == seconds.rounded(), (60...86_400).contains(seconds) else {
            throw Problem.invalid("expires_in", "It must be a whole number of seconds from 60 to 86400.")
        }
        return .seconds(Int(seconds))
    }

    private static let disabled = Problem(.conflict, "disabled", "This user is disabled and can't be signed in")
}
