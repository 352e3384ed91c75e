import HTTPTypes
import Hummingbird
import Nameplate

/// Decides which pages may call with a reader's cookie, and tells browsers so (CORS).
///
/// Unsafe calls need an Origin that is listed. Safe calls may come without one, since browsers leave it out for pages
/// of the same origin, but not from another site altogether: there the cookie is about to be refused anyway.
struct BrowserGate: RouterMiddleware {
    typealias Context = ServiceContext

    let origins: Set<String>

    init(settings: ServiceSettings) {
        var origins = settings.allowedOrigins
        origins.insert(settings.publicOrigin)
        if let twin = settings.publicOrigin.loopbackTwin { origins.insert(twin) }
        self.origins = Set(origins.map(\.text))
    }

    func handle(
        _ request: Request,
        context: ServiceContext,
        next: (Request, ServiceContext) async throws -> Response
    ) async throws -> Response {
        let origin = request.headers[.origin]
        do {
            try admit(request, origin: origin)
            var response =
                request.method == .options
                ? preflight(request) : try await next(request, context)
            share(&response.headers, with: origin)
            return response
        } catch {
            var problem = Problem(meaning: error, context: context)
            share(&problem.headers, with: origin)
            throw problem
        }
    }

    private func admit(_ request: Request, origin: String?) throws {
        if let origin {
            guard origins.contains(origin) else { throw Self.foreignOrigin }
            return
        }
        switch request.method {
        case .get, .head:
            guard request.headers[.secFetchSite] != "cross-site" else { throw Self.crossSite }
        case .options:
            return
        default:
            throw Self.missingOrigin
        }
    }

    private func share(_ headers: inout HTTPFields, with origin: String?) {
        headers[.vary] = "Origin"
        guard let origin, origins.contains(origin) else { return }
        headers[.accessControlAllowOrigin] = origin
        headers[.accessControlAllowCredentials] = "true"
        headers[.accessControlExposeHeaders] = "ETag, Retry-After"
    }

    private func preflight(_ request: Request) -> Response {
        Response(
            status: .noContent,
            headers: [
                .accessControlAllowMethods: "GET, POST, PUT, PATCH, DELETE",
                .accessControlAllowHeaders: "content-type, if-match, nameplate-user",
                .accessControlMaxAge: "600",
            ]
        )
    }

    private static let foreignOrigin = Problem(
        .forbidden,
        "foreign-origin",
        "This page may not call",
        detail: "Its origin is neither the service's own nor in ALLOWED_ORIGINS."
    )

    private static let missingOrigin = Problem(
        .forbidden,
        "missing-origin",
        "The Origin header is missing",
        detail: "Calls that change something come from pages, and browsers then send their origin."
    )

    private static let crossSite = Problem(
        .forbidden,
        "cross-site",
        "This page belongs to another site",
        detail: "Serve Nameplate from a subdomain of the page's site, so that browsers send its cookie."
    )
}
