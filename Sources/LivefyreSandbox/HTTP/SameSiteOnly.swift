import HTTPTypes
import Hummingbird

/// Keeps pages of other sites from changing the sandbox of whoever visits them: browsers say where a request comes
/// from, and other clients don't, which lets them pass.
struct SameSiteOnly: RouterMiddleware {
    typealias Context = SandboxRequestContext

    func handle(
        _ request: Request,
        context: SandboxRequestContext,
        next: (Request, SandboxRequestContext) async throws -> Response
    ) async throws -> Response {
        if request.method != .get, request.headers[Self.site] == "cross-site" {
            throw StudioProblem(status: .forbidden, detail: "Pages of other sites may not do this.")
        }
        return try await next(request, context)
    }

    private static let site = HTTPField.Name("Sec-Fetch-Site") ?? .origin
}
