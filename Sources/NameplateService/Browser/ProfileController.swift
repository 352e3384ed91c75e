import HTTPTypes
import Hummingbird
import Nameplate

/// The reader's own profile; its `PATCH` is the rename that all of this is for.
struct ProfileController {
    let sessions: Sessions
    let changes: Changes
    let answer: SessionAnswer

    @Sendable func get(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let profile = try await sessions.require(request, atLeast: .stored).profile
        return .json(headers: .version(profile.version)) { profile.write("profile", to: &$0) }
    }

    @Sendable func patch(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let body = try await JSONBody(of: request, mediaTypes: ["application/merge-patch+json"])
        let session = try await sessions.require(request).session
        let change = try ProfileChange(patch: body.all, by: .reader)
        let result = try await changes.commit(
            .patch(change),
            of: session.user,
            condition: try request.condition(),
            by: .reader
        )
        let profile = result.outcome.profile
        return .json(headers: .version(profile.version)) { json in
            profile.write("profile", to: &json)
            answer.writeToken(for: profile, session: session, by: answer.networks.first, to: &json)
            result.writeDeliveries(to: &json)
        }
    }
}

extension Request {
    /// What `If-Match` demands: nothing, `*`, or one version as its entity tag.
    func condition() throws -> ProfileTransaction.Condition {
        guard let text = headers[.ifMatch] else { return .any }
        if text == "*" { return .exists }
        guard text.count > 2, text.hasPrefix("\""), text.hasSuffix("\""),
            let version = Int64(text.dropFirst().dropLast())
        else {
            throw Problem(
                .badRequest,
                "if-match",
                "If-Match can't be read",
                detail: "Send one version as it stands in ETag, such as \"4\", or *."
            )
        }
        return .version(version)
    }
}
