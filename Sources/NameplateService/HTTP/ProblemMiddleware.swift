import HTTPTypes
import Hummingbird
import Logging
import Nameplate

/// The one place that turns errors into answers, counts and logs requests, and sets what every answer carries.
///
/// The log names the route's template and never the address itself: a query can hold an `lftoken`, which opens every
/// profile for a day.
struct ProblemMiddleware: RouterMiddleware {
    typealias Context = ServiceContext

    let metrics: Metrics
    let drain: Drain
    let pageHeaders: PageHeaders

    func handle(
        _ request: Request,
        context: ServiceContext,
        next: (Request, ServiceContext) async throws -> Response
    ) async throws -> Response {
        let start = ContinuousClock.now
        var response: Response
        do {
            response = try await next(request, context)
        } catch {
            response = Problem(meaning: error, context: context).response(from: request, context: context)
        }
        finish(&response, request: request, context: context)
        let route = context.endpointPath ?? "unmatched"
        let took = start.duration(to: .now)
        metrics.noteRequest(route: route, status: response.status.code, took: took)
        context.logger.debug(
            "request",
            metadata: [
                "method": "\(request.method)", "route": "\(route)", "status": "\(response.status.code)",
                "us": "\(took.microseconds)",
            ]
        )
        return response
    }

    private func finish(_ response: inout Response, request: Request, context: ServiceContext) {
        if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
        response.headers[.requestID] = context.id
        if drain.isUnderWay { response.headers[.connection] = "close" }
        response.headers[.xContentTypeOptions] = "nosniff"
        if response.headers[.contentType]?.hasPrefix("text/html") == true {
            response.headers.append(contentsOf: pageHeaders.fields(for: request.uri.path))
        }
    }
}
