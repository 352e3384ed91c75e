import HTTPTypes
import Hummingbird
import Logging
import Nameplate

/// `/users`: the site's backend keeps its users here.
///
/// Answers come from the store, never from a cache.
struct UsersController {
    let store: any Store
    let changes: Changes
    let hasher: PasswordHasher
    let erasedName: DisplayName
    let clock: Clock

    @Sendable func list(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let query = request.uri.queryParameters
        let limit = try request.limit()
        let after = try query["after"].map { try UserID(checking: String($0), field: "after") }
        let search = try query["search"].map { try UserSearch(checking: String($0)) }
        let profiles =
            if let search {
                try await store.profiles(matching: search, after: after, limit: limit)
            } else {
                try await store.profiles(after: after, limit: limit)
            }
        return .json { json in
            json.array("users") { json in for profile in profiles { profile.write(to: &json) } }
            if profiles.count == limit { json.member("next", profiles.last?.user.text) }
        }
    }

    @Sendable func get(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let user = try context.user()
        guard let profile = try await store.profile(of: user), !profile.isErased else { throw Problem.unknownUser }
        let deliveries = try await store.deliveries(for: user, at: clock())
        return .json(headers: .version(profile.version)) { json in
            profile.write("profile", to: &json)
            json.array("deliveries") { json in for delivery in deliveries { delivery.write(to: &json) } }
        }
    }

    @Sendable func put(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let user = try context.user()
        var members = try await JSONBody(of: request).all
        let password = members.removeValue(forKey: "password")
        let fields = try ProfileFields(whole: members)
        let result = try await changes.commit(
            .put(fields),
            of: user,
            condition: try request.condition(),
            passwordHash: try await hash(password, of: user),
            by: .backend
        )
        return response(result, status: result.outcome.isNew ? .created : .ok)
    }

    @Sendable func patch(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let user = try context.user()
        let body = try await JSONBody(of: request, mediaTypes: ["application/merge-patch+json"])
        let change = try ProfileChange(patch: body.all, by: .backend)
        return response(
            try await changes.commit(.patch(change), of: user, condition: try request.condition(), by: .backend)
        )
    }

    @Sendable func erase(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let user = try context.user()
        let result = try await changes.commit(
            .erase(erasedName),
            of: user,
            condition: try request.condition(),
            by: .backend
        )
        guard result.outcome.isChange else { throw Problem.unknownUser }
        context.logger.notice("erased", metadata: ["user": "\(user)"])
        return .noContent
    }

    @Sendable func putPassword(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let user = try context.user()
        let password = try await JSONBody(of: request).members("password").requiredString("password")
        try PasswordRules.check(password, of: user, field: "password")
        let hash = try await hasher.hash(password)
        try await store.setPassword(
            PasswordTransaction(user: user, passwordHash: hash, keeping: nil, actor: .backend, now: clock())
        )
        context.logger.notice("password reset", metadata: ["user": "\(user)"])
        return .noContent
    }

    private func response(_ result: Changes.Result, status: HTTPResponse.Status = .ok) -> Response {
        let profile = result.outcome.profile
        return .json(status, headers: .version(profile.version)) { json in
            profile.write("profile", to: &json)
            result.writeDeliveries(to: &json)
        }
    }

    /// The hash to store, or nil to keep the one that is there: a site that sends all it knows of a user with each
    /// save doesn't sign that user out by it.
    private func hash(_ password: JSONValue?, of user: UserID) async throws -> String? {
        guard let password else { return nil }
        guard let text = password.string else { throw Problem.invalid("password", "It must be a string.") }
        try PasswordRules.check(text, of: user, field: "password")
        if let old = try await store.credential(of: user)?.passwordHash,
            try await hasher.verify(text, against: old)
        {
            return nil
        }
        return try await hasher.hash(text)
    }
}

extension ServiceContext {
    /// The user that the path names.
    func user() throws -> UserID { try UserID(checking: try parameters.require("id"), field: "id") }
}

extension UserID {
    /// - Throws: 422 with the rule that the text breaks.
    init(checking text: String, field: String) throws {
        do {
            self = try UserID(text)
        } catch {
            throw Problem.invalid(field, error.description)
        }
    }
}

extension UserSearch {
    /// - Throws: 422 with the rule that the text breaks.
    fileprivate init(checking text: String) throws {
        do {
            self = try UserSearch(text)
        } catch {
            throw Problem.invalid("search", error.description)
        }
    }
}
