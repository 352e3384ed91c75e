import HTTPTypes
import Hummingbird

/// Lets pages of every origin read answers and refusals, but never with their cookies.
struct ReadableByAnyOrigin: RouterMiddleware {
    typealias Context = SandboxRequestContext

    func handle(
        _ request: Request,
        context: SandboxRequestContext,
        next: (Request, SandboxRequestContext) async throws -> Response
    ) async throws -> Response {
        var response: Response
        do {
            response = try await next(request, context)
        } catch let error as HTTPError {
            response = Refusal.plain(error.status).response(from: request, context: context)
        } catch let error as any HTTPResponseError {
            response = try error.response(from: request, context: context)
        }
        response.headers[.accessControlAllowOrigin] = "*"
        response.headers[.crossOriginResourcePolicy] = "cross-origin"
        return response
    }
}

extension RouteCollection<SandboxRequestContext> {
    /// Answers browsers that ask before they call `path` with one of `methods`.
    func allow(_ methods: HTTPRequest.Method..., at path: RouterPath) {
        let names = methods.map(\.rawValue).joined(separator: ", ")
        on(path, method: .options) { _, _ in
            Response(
                status: .noContent,
                headers: [.accessControlAllowMethods: names, .accessControlAllowHeaders: "Content-Type"]
            )
        }
    }
}

extension HTTPField.Name {
    fileprivate static let crossOriginResourcePolicy = HTTPField.Name("Cross-Origin-Resource-Policy") ?? .origin
}
