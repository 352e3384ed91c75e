import Hummingbird

/// `POST /`: the publisher registers its pull URL (livefyre-protocol.md 7.2).
struct RegistrationController {
    let network: RemoteNetwork

    var routes: RouteCollection<SandboxRequestContext> {
        let routes = RouteCollection(context: SandboxRequestContext.self)
        routes.post("", use: register)
        routes.get("") { _, _ in Response.redirect(to: "/studio", type: .found) }
        return routes
    }

    @Sendable private func register(_ request: Request, context: SandboxRequestContext) async throws -> Response {
        let parameters = try await RequestParameters(request)
        try await network.requireOwner(parameters["actor_token"], for: "registration")
        guard let template = parameters["pull_profile_url"] else {
            // `push_affiliation_url` alone is a whole request too; nothing is ever pushed here.
            guard parameters["push_affiliation_url"] == nil else { return Response(status: .noContent) }
            throw Refusal.badRequest("pull_profile_url is needed.\(Self.hint(parameters))")
        }
        guard let url = PullURL(template, setBy: .api) else {
            throw Refusal.badRequest("pull_profile_url must contain {id} and have at most 2048 bytes.")
        }
        await network.setPullURL(url)
        return Response(status: .noContent)
    }

    private static func hint(_ parameters: RequestParameters) -> String {
        parameters["pull_profile"] == nil ? "" : " pull_profile, as the C# library sends it, is not a parameter."
    }
}
