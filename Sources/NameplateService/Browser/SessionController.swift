import HTTPTypes
import Hummingbird
import Logging
import Nameplate

/// What a page does with the session it has: look, take a token, cycle, sign out.
struct SessionController {
    let store: any Store
    let sessions: Sessions
    let answer: SessionAnswer
    let networks: Networks
    let clock: Clock
    let randomness: Randomness

    @Sendable func session(_ request: Request, _ context: ServiceContext) async throws -> Response {
        guard let signedIn = try await sessions.current(request, atLeast: .init(try request.version())) else {
            return .json { $0.null("user") }
        }
        return answer.response(signedIn)
    }

    @Sendable func token(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let signedIn = try await sessions.require(request, atLeast: .init(try request.version()))
        return answer.tokenResponse(signedIn, from: try networks.chosen(by: request))
    }

    @Sendable func cycle(_ request: Request, _ context: ServiceContext) async throws -> Response {
        _ = try await JSONBody(of: request, .optional).members()
        guard let credential = sessions.cookie.credential(in: request) else { throw Problem.signedOut }
        // A session's user never changes, so this needs no lock.
        _ = try await sessions.require(request)
        let cycle = SessionCycle(
            credential: credential,
            handover: randomness(32),
            limits: sessions.limits,
            now: clock()
        )
        FailPoint.cycleReceived.reach()
        guard let outcome = try await store.cycle(cycle) else { throw Problem.signedOut }
        FailPoint.cycleCommitted.reach()
        let renewed = SessionCredential(id: credential.id, secret: outcome.secret)
        return answer.response(
            outcome.signedIn,
            setCookie: sessions.cookie.setting(renewed, for: outcome.signedIn.session, at: clock())
        )
    }

    @Sendable func logout(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let members = try await JSONBody(of: request, .optional).members("scope")
        let scope = try scope(members["scope"])
        guard let signedIn = try await sessions.current(request) else {
            guard scope == .here else { throw Problem.signedOut }
            return cleared()
        }
        let session = signedIn.session
        try sessions.check(request, against: session.user)
        let selection: SessionSelection =
            switch scope {
            case .elsewhere: .others(than: session.id, of: session.user)
            case .everywhere: .all(of: session.user)
            default: .one(session.id, of: session.user)
            }
        try await store.endSessions(selection, because: scope, at: clock())
        context.logger.info("signed out", metadata: ["user": "\(session.user)", "scope": "\(scope.rawValue)"])
        return scope == .elsewhere ? .noContent : cleared()
    }

    private func scope(_ value: JSONValue?) throws -> SessionEnd {
        guard let value else { return .here }
        guard let scope = value.string.flatMap(SessionEnd.init), [.here, .elsewhere, .everywhere].contains(scope) else {
            throw Problem.invalid("scope", "It must be one of: here, elsewhere, everywhere.")
        }
        return scope
    }

    private func cleared() -> Response {
        Response(status: .noContent, headers: [.setCookie: sessions.cookie.clearing])
    }
}
