import HTTPTypes
import Hummingbird
import Logging
import Nameplate

/// `PUT /profile/password`: the reader's new password, for which the current one is asked again.
struct PasswordController {
    let store: any Store
    let sessions: Sessions
    let hasher: PasswordHasher
    let throttle: LoginThrottle
    let clientAddress: ClientAddress
    let clock: Clock

    @Sendable func put(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let members = try await JSONBody(of: request).members("current", "new")
        let session = try await sessions.require(request).session
        let current = try members.requiredString("current")
        let new = try members.requiredString("new")
        try PasswordRules.check(new, of: session.user, field: "new")
        let verified = try await check(current, of: session.user, request, context)
        let hash = try await hasher.hash(new)
        try await store.setPassword(
            PasswordTransaction(
                user: session.user,
                passwordHash: hash,
                verifiedHash: verified,
                keeping: session.id,
                actor: .reader,
                now: clock()
            )
        )
        context.logger.info("password changed", metadata: ["user": "\(session.user)"])
        return .noContent
    }

    /// The stored hash that the password fits.
    private func check(
        _ password: String,
        of user: UserID,
        _ request: Request,
        _ context: ServiceContext
    ) async throws -> String? {
        let address = clientAddress.address(of: request, context)
        let attempt = try throttle.enter(user: user.text, address: address, at: clock())
        let hash = try await store.credential(of: user)?.passwordHash
        let isRight: Bool
        do {
            isRight = try await hasher.verify(password, against: hash)
        } catch {
            throttle.withdraw(attempt)
            throw error
        }
        guard isRight else { throw Problem.invalid("current", "It is not your password.") }
        throttle.succeeded(attempt)
        return hash
    }
}
