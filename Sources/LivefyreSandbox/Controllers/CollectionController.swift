import Hummingbird
import Livefyre
import Nameplate

/// Collections with their comments: enough to show when a page sees an author's new name.
struct CollectionController {
    let network: RemoteNetwork

    var routes: RouteCollection<SandboxRequestContext> {
        let routes = RouteCollection(context: SandboxRequestContext.self)
        routes.add(middleware: ReadableByAnyOrigin())
        routes.get(Self.bootstrapPath, use: bootstrap)
        routes.allow(.get, at: Self.bootstrapPath)
        for version in ["v3.0", "v3_0"] {
            let path: RouterPath = "api/\(version)/collection/{site}/{article}/post"
            routes.post(path, use: post)
            routes.allow(.post, at: path)
        }
        return routes
    }

    private static let bootstrapPath: RouterPath = "bs3/{network}/{site}/{article}/init"

    @Sendable private func bootstrap(_ request: Request, context: SandboxRequestContext) async throws -> Response {
        guard context.pathPart("network") == network.configuration.network.fullName else {
            throw Refusal.notFound("There is no such network.")
        }
        return Response(json: await network.bootstrap(of: try key(in: context)))
    }

    @Sendable private func post(_ request: Request, context: SandboxRequestContext) async throws -> Response {
        let parameters = try await RequestParameters(request)
        let bearer = try network.bearer(of: parameters["lftoken"], for: "comment")
        let text = parameters["body"] ?? ""
        guard !text.isEmpty, text.unicodeScalars.count <= Comment.longest else {
            throw Refusal.badRequest("body must have 1 to \(Comment.longest) characters.")
        }
        let data = try await network.post(text, by: bearer, to: try key(in: context))
        return Response(json: Envelope.ok(around: data))
    }

    private func key(in context: SandboxRequestContext) throws -> CollectionKey {
        guard
            let key = CollectionKey(
                site: context.pathPart("site"),
                encodedArticle: context.pathPart("article")
            )
        else { throw Refusal.badRequest("The article's id must be Base64.") }
        return key
    }
}
