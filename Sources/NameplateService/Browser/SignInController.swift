import HTTPTypes
import Hummingbird
import Logging
import Nameplate

/// `POST /auth/login` and `POST /auth/handoff`: a password, or a code from the site's own login, opens a session.
struct SignInController {
    let store: any Store
    let sessions: Sessions
    let answer: SessionAnswer
    let hasher: PasswordHasher
    let throttle: LoginThrottle
    let clientAddress: ClientAddress
    let metrics: Metrics
    let clock: Clock
    let randomness: Randomness

    @Sendable func login(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let members = try await JSONBody(of: request).members("user", "password")
        let name = try members.requiredString("user")
        let password = try members.requiredString("password")
        let address = clientAddress.address(of: request, context)
        let attempt = try throttled { try throttle.enter(user: name, address: address, at: clock()) }
        let user = try? UserID(name)
        var credential: Credential?
        if let user { credential = try await store.credential(of: user) }
        let isRight = try await verify(password, against: credential?.passwordHash, attempt)
        guard let user, let credential, isRight, credential.canSignIn else {
            throw refused(credential == nil ? nil : name, address, context)
        }
        throttle.succeeded(attempt)
        let browser = try await browser(request, address: address)
        let signIn = SignIn(
            user: user,
            browser: browser.part,
            verifiedHash: credential.passwordHash,
            upgradedHash: await upgrade(credential.passwordHash, to: password)
        )
        do {
            return opened(try await store.signIn(signIn), browser.secret, "login", address, context)
        } catch StoreError.cannotSignIn {
            throw refused(name, address, context)
        }
    }

    /// What was typed as a name may be a password: only a user's own id is logged.
    private func refused(_ user: String?, _ address: String, _ context: ServiceContext) -> Problem {
        metrics.countLogin("refused")
        context.logger.notice("login refused", metadata: ["user": "\(user ?? "(unknown)")", "address": "\(address)"])
        return Problem(.unauthorized, "wrong-password", "The user or the password is wrong")
    }

    @Sendable func handoff(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let members = try await JSONBody(of: request).members("code")
        let text = try members.requiredString("code")
        let address = clientAddress.address(of: request, context)
        let browser = try await browser(request, address: address)
        guard let code = HandoffCode(text), let signedIn = try await store.redeemHandoff(code.digest, as: browser.part)
        else {
            context.logger.notice("handoff refused", metadata: ["address": "\(address)"])
            throw Problem(.unauthorized, "wrong-code", "The code is unknown, used or too old")
        }
        return opened(signedIn, browser.secret, "handoff", address, context)
    }

    private func opened(
        _ signedIn: SignedIn,
        _ secret: SessionSecret,
        _ way: String,
        _ address: String,
        _ context: ServiceContext
    ) -> Response {
        metrics.countLogin(way)
        context.logger.info(
            "signed in",
            metadata: ["user": "\(signedIn.session.user)", "by": "\(way)", "address": "\(address)"]
        )
        let credential = SessionCredential(id: signedIn.session.id, secret: secret)
        return answer.response(
            signedIn,
            setCookie: sessions.cookie.setting(credential, for: signedIn.session, at: clock())
        )
    }

    private func throttled(_ enter: () throws -> LoginThrottle.Attempt) throws -> LoginThrottle.Attempt {
        do {
            return try enter()
        } catch {
            metrics.countLogin("throttled")
            throw error
        }
    }

    private func verify(
        _ password: String,
        against hash: String?,
        _ attempt: LoginThrottle.Attempt
    ) async throws -> Bool {
        do {
            // No password is longer; a longer text costs no more than a wrong one.
            return try await hasher.verify(String(password.prefix(1024)), against: hash)
        } catch {
            throttle.withdraw(attempt)
            throw error
        }
    }

    /// A stronger hash where the stored one is weak; the next login makes it where this one can't.
    private func upgrade(_ hash: String?, to password: String) async -> String? {
        guard let hash, !PasswordHasher.isCurrent(hash) else { return nil }
        return try? await hasher.hash(password)
    }

    /// A new id and secret for each sign-in; a session that the browser held before ends with it.
    private func browser(
        _ request: Request,
        address: String
    ) async throws -> (part: SignIn.Browser, secret: SessionSecret) {
        let secret = SessionSecret(from: randomness)
        let part = SignIn.Browser(
            id: SessionID(from: randomness),
            secretHash: secret.digest,
            replacing: try await sessions.current(request)?.session.id,
            userAgent: String((request.headers[.userAgent] ?? "").prefix(255)),
            address: address,
            limits: sessions.limits,
            now: clock()
        )
        return (part, secret)
    }
}
