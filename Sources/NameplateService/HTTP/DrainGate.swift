import Hummingbird
import Nameplate

/// Refuses new work while the service stops.
struct DrainGate: RouterMiddleware {
    typealias Context = ServiceContext

    let drain: Drain

    func handle(
        _ request: Request,
        context: ServiceContext,
        next: (Request, ServiceContext) async throws -> Response
    ) async throws -> Response {
        if drain.isUnderWay { throw Problem.stopping }
        return try await next(request, context)
    }
}

extension Problem {
    static let stopping = Problem(
        .serviceUnavailable,
        "stopping",
        "This instance is stopping",
        detail: "Nothing was changed. Ask again: another instance answers, or this one when it is back.",
        headers: [.retryAfter: "1"]
    )
}
