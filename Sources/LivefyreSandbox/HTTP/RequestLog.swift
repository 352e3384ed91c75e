import HTTPTypes
import Hummingbird
import Logging

/// Logs method, route and status, and turns every error into an answer.
///
/// Never the address itself: its query holds tokens that open every profile.
struct RequestLog: RouterMiddleware {
    typealias Context = SandboxRequestContext

    func handle(
        _ request: Request,
        context: SandboxRequestContext,
        next: (Request, SandboxRequestContext) async throws -> Response
    ) async throws -> Response {
        let response = try await answer(to: request, context: context, next: next)
        context.logger.info(
            "request",
            metadata: [
                "method": "\(request.method.rawValue)",
                "route": "\(context.endpointPath ?? "none")",
                "status": "\(response.status.code)",
            ]
        )
        return response
    }

    private func answer(
        to request: Request,
        context: SandboxRequestContext,
        next: (Request, SandboxRequestContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error as HTTPError {
            return Refusal.plain(error.status).response(from: request, context: context)
        } catch let error as any HTTPResponseError {
            return try error.response(from: request, context: context)
        } catch is CancellationError {
            return Refusal.plain(.serviceUnavailable).response(from: request, context: context)
        } catch {
            context.logger.error("request failed", metadata: ["error": "\(type(of: error))"])
            return Refusal.plain(.internalServerError).response(from: request, context: context)
        }
    }
}
