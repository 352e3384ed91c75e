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
        try admit(name, address)
        let user = try? UserID(name)
        var credential: Credential?
        if let user { credential = try await store.credential(of: user) }
        let isRight = try await verify(password, against: credential?.passwordHash)
        guard let user, let credential, isRight, credential.canSignIn else {
            throttle.failed(user: name, address: address, at: clock())
            metrics.countLogin("refused")
            // What was typed as a name may be a password: only a user's own id is logged.
            context.logger.notice(
                "login refused",
                metadata: ["user": "\(credential == nil ? "(unknown)" : name)", "address": "\(address)"]
            )
            throw Problem(.unauthorized, "wrong-password", "The user or the password is wrong")
        }
        throttle.succeeded(user: name, address: address)
        let upgraded = try await upgrade(credential.passwordHash, to: password)
        let browser = try await browser(request, address: address)
        let signIn = SignIn(user: user, browser: browser.part, upgradedHash: upgraded)
        return opened(try await store.signIn(signIn), browser.secret, "login", address, context)
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

    private func admit(_ name: String, _ address: String) throws {
        guard let wait = throttle.wait(user: name, address: address, at: clock()) else { return }
        metrics.countLogin("throttled")
        throw Problem(
            .tooManyRequests,
            "throttled",
            "Too many tries",
            detail: "Wait \(wait.components.seconds + 1) seconds.",
            headers: [.retryAfter: String(wait.components.seconds + 1)]
        )
    }

    private func verify(_ password: String, against hash: String?) async throws -> Bool {
        do {
            // No password is longer; a longer text costs no more than a wrong one.
            return try await hasher.verify(String(password.prefix(1024)), against: hash)
        } catch is PasswordHasher.Busy {
            throw Problem.unavailable(retryAfter: 2)
        }
    }

    private func upgrade(_ hash: String?, to password: String) async throws -> String? {
        guard let hash, !PasswordHasher.isCurrent(hash) else { return nil }
        return try await hasher.hash(password)
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
