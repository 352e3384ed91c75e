import Hummingbird

/// Has a request run as a step of its caller's trace, or as the first of a new one.
struct TraceMiddleware: RouterMiddleware {
    typealias Context = ServiceContext

    func handle(
        _ request: Request,
        context: ServiceContext,
        next: (Request, ServiceContext) async throws -> Response
    ) async throws -> Response {
        let trace = TraceContext(continuing: request.headers) ?? TraceContext()
        return try await TraceContext.$current.withValue(trace) { try await next(request, context) }
    }
}
