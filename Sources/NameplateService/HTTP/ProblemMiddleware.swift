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
        metrics.countRequest(route: route, status: response.status.code)
        context.logger.debug(
            "request",
            metadata: [
                "method": "\(request.method)", "route": "\(route)", "status": "\(response.status.code)",
                "us": "\(start.duration(to: .now).microseconds)",
            ]
        )
        return response
    }

    private func finish(_ response: inout Response, request: Request, context: ServiceContext) {
        if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
        response.headers[.requestID] = context.id
        response.headers[.xContentTypeOptions] = "nosniff"
        if response.headers[.contentType]?.hasPrefix("text/html") == true {
            response.headers.append(contentsOf: pageHeaders.fields(for: request.uri.path))
        }
    }
}

extension Duration {
    var microseconds: Int64 { components.seconds * 1_000_000 + components.attoseconds / 1_000_000_000_000 }
}
