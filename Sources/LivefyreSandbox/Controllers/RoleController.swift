import Hummingbird
import Nameplate

/// Roles and bans (livefyre-protocol.md 10.1), for whoever owns or moderates the network.
struct RoleController {
    let network: RemoteNetwork

    var routes: RouteCollection<SandboxRequestContext> {
        let routes = RouteCollection(context: SandboxRequestContext.self)
        routes.post("api/v1.1/private/management/user/{jid}/role", use: setRole)
        for version in ["v3.0", "v3_0"] {
            for (action, affiliation) in Self.actions {
                routes.post("api/\(version)/author/{jid}/\(action)") { request, context in
                    try await set(affiliation, request, context)
                }
            }
        }
        return routes
    }

    private static let actions: [(String, Affiliation)] = [
        ("ban", .outcast), ("unban", .none), ("whitelist", .member), ("unwhitelist", .none),
    ]

    @Sendable private func setRole(_ request: Request, context: SandboxRequestContext) async throws -> Response {
        let parameters = try await RequestParameters(request)
        // Whoever may not do this learns nothing about the rest of the request.
        try await network.requireModerator(parameters["lftoken"], appointing: .none)
        guard let affiliation = parameters["affiliation"].flatMap(Affiliation.init) else {
            let known = Affiliation.allCases.map(\.rawValue).joined(separator: ", ")
            throw Refusal.badRequest("affiliation must be one of: \(known).")
        }
        try await network.requireModerator(parameters["lftoken"], appointing: affiliation)
        guard let scope = Self.scope(parameters) else {
            throw Refusal.badRequest("One of domain_wide=1, site_id and conv_id is needed.")
        }
        return try await set(affiliation, in: [scope], context)
    }

    /// `sites` is a list with commas; without it the whole network is meant.
    private func set(
        _ affiliation: Affiliation,
        _ request: Request,
        _ context: SandboxRequestContext
    ) async throws -> Response {
        let parameters = try await RequestParameters(request)
        try await network.requireModerator(parameters["lftoken"], appointing: affiliation)
        let sites = (parameters["sites"] ?? "").split(separator: ",").map { RoleScope.site(String($0)) }
        return try await set(affiliation, in: sites.isEmpty ? [.network] : sites, context)
    }

    private func set(
        _ affiliation: Affiliation,
        in scopes: [RoleScope],
        _ context: SandboxRequestContext
    ) async throws -> Response {
        guard let user = network.user(named: context.pathPart("jid")) else {
            throw Refusal.notFound("There is no such user.")
        }
        await network.appoint(user, affiliation, in: scopes)
        return .envelope { $0.member("message", "Success") }
    }

    private static func scope(_ parameters: RequestParameters) -> RoleScope? {
        if parameters["domain_wide"] == "1" { return .network }
        if let site = parameters["site_id"] { return .site(site) }
        return parameters["conv_id"].map { .collection($0) }
    }
}

extension RemoteNetwork {
    fileprivate func appoint(_ user: UserID, _ affiliation: Affiliation, in scopes: [RoleScope]) {
        for scope in scopes { roles.set(affiliation, for: user, in: scope) }
        timeline.add(nil, nil, user, "is now \(affiliation.rawValue)")
    }
}
