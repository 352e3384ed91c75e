import HTTPTypes
import Hummingbird
import Logging
import Nameplate

/// Lets the site's backend in by its key.
///
/// Cookies play no part here, and no page may call.
struct BackendGate: RouterMiddleware {
    typealias Context = ServiceContext

    private let keys: [Digest]

    init(apiKeys: [String]) { keys = apiKeys.map { Digest(of: Array($0.utf8)) } }

    func handle(
        _ request: Request,
        context: ServiceContext,
        next: (Request, ServiceContext) async throws -> Response
    ) async throws -> Response {
        guard !keys.isEmpty else {
            throw Problem(
                .forbidden,
                "no-api-key",
                "The backend's calls are switched off",
                detail: "Set API_KEY to at least 32 characters to switch them on."
            )
        }
        guard let presented = request.headers[.authorization], presented.hasPrefix("Bearer "), isKey(presented) else {
            context.logger.notice("wrong API key", metadata: ["address": "\(context.peerAddress ?? "unknown")"])
            throw Problem(
                .unauthorized,
                "api-key",
                "The API key is missing or wrong",
                detail: "Send it as 'Authorization: Bearer KEY'.",
                headers: [.wwwAuthenticate: "Bearer"]
            )
        }
        return try await next(request, context)
    }

    private func isKey(_ header: String) -> Bool {
        let digest = Digest(of: Array(header.utf8.dropFirst("Bearer ".utf8.count)))
        return keys.reduce(false) { found, key in key == digest || found }
    }
}
