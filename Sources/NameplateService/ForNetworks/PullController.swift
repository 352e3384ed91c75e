import HTTPTypes
import Hummingbird
import Logging
import Nameplate
import NIOCore

/// The pull endpoint: a network reads a profile with its own system token.
///
/// The token comes first, so that nothing about users leaks; every refusal has an empty body (livefyre-protocol.md
/// 6.2).
struct PullController {
    let profiles: Profiles
    let networks: Networks
    let log: PullLog
    let metrics: Metrics
    let clock: Clock

    /// The id in the query.
    @Sendable func byQuery(_ request: Request, _ context: ServiceContext) async throws -> Response {
        await answer(request, context, id: request.uri.queryParameters["id"].map(String.init))
    }

    /// The id in the path.
    @Sendable func byPath(_ request: Request, _ context: ServiceContext) async throws -> Response {
        await answer(request, context, id: context.parameters.get("id"))
    }

    private func answer(_ request: Request, _ context: ServiceContext, id: String?) async -> Response {
        let now = clock()
        guard let token = request.uri.queryParameters["lftoken"].map(String.init),
            let network = networks.comments.first(where: { $0.admitsPull(with: token, at: now) })
        else { return refusal(.forbidden) }
        FailPoint.pullAsked.reach()
        guard let id, !id.isEmpty else { return refusal(.badRequest) }
        guard let user = try? UserID(id) else { return refusal(.notFound) }
        let profile: Profile?
        do {
            profile = try await profiles.profile(of: user)
        } catch {
            context.logger.error("a pull could not be answered", metadata: ["error": "\(logReason(error))"])
            return refusal(.serviceUnavailable)
        }
        guard let profile else { return refusal(.notFound) }
        FailPoint.pullRead.reach()
        metrics.countPull(network: network.name)
        let pull = Pull(network: network.name, user: user, version: profile.version, at: now)
        let document = ByteBuffer(bytes: network.document(of: profile))
        // The version tells a network's log which change it has read.
        var headers = HTTPFields.version(profile.version)
        headers[.contentType] = "application/json"
        headers[.cacheControl] = "no-store"
        headers[.referrerPolicy] = "no-referrer"
        return Response(
            status: .ok,
            headers: headers,
            // Noted once it is written: what was asked for and never left was not read.
            body: ResponseBody(contentLength: document.readableBytes) { writer in
                try await writer.write(document)
                try await writer.finish(nil)
                FailPoint.pullAnswered.reach()
                log.add(pull, of: profile)
            }
        )
    }

    private func refusal(_ status: HTTPResponse.Status) -> Response {
        Response(status: status, headers: [.cacheControl: "no-store", .referrerPolicy: "no-referrer"])
    }
}
