import HTTPTypes
import Hummingbird
import NIOCore
import Nameplate

/// `POST /api/v3.0/user/{id}/refresh`: the publisher says that a user changed (livefyre-protocol.md 5).
struct PingController {
    let network: RemoteNetwork

    var routes: RouteCollection<SandboxRequestContext> {
        let routes = RouteCollection(context: SandboxRequestContext.self)
        for version in ["v3.0", "v3_0"] {
            let path: RouterPath = "api/\(version)/user/{id}/refresh"
            routes.post(path, use: ping)
            for method in [HTTPRequest.Method.get, .head, .put, .patch, .delete] {
                routes.on(path, method: method, use: refuseMethod)
            }
        }
        return routes
    }

    @Sendable private func ping(_ request: Request, context: SandboxRequestContext) async throws -> Response {
        let parameters = try await RequestParameters(request)
        try await network.requireOwner(parameters["lftoken"], for: "ping")
        // The path holds the bare id; a JID is a client's mistake.
        guard let user = try? UserID(context.pathPart("id")) else {
            throw Refusal.badRequest("The path does not hold a user id.")
        }
        let receipt = await network.received(pingFor: user, by: parameters.place(of: "lftoken"))
        if receipt.isDropped { return await dropped(context.channel) }
        await pause(for: receipt.delay)
        let status = HTTPResponse.Status(code: receipt.status)
        guard receipt.isAccepted else {
            var refusal = Refusal.plain(status)
            refusal.retryAfter = receipt.retryAfter
            throw refusal
        }
        return acknowledgement(of: user, status: status)
    }

    /// The pull is asked for only once the answer has been written, so that a pull never overtakes it.
    ///
    /// A client that is gone by then has pinged all the same.
    private func acknowledgement(of user: UserID, status: HTTPResponse.Status) -> Response {
        var response = Response.envelope { _ in }
        if status == .noContent || status == .resetContent {
            response = Response(status: status)
        }
        response.status = status
        let body = response.body
        response.body = ResponseBody(contentLength: body.contentLength) { [network] writer in
            do {
                try await body.write(writer)
            } catch {
                await network.acknowledged(user, status: status.code)
                throw error
            }
            await network.acknowledged(user, status: status.code)
        }
        return response
    }

    private func dropped(_ channel: any Channel) async -> Response {
        // It may be closed already, which is what is wanted.
        try? await channel.close()
        return Response(status: .serviceUnavailable)
    }

    @Sendable private func refuseMethod(_ request: Request, context: SandboxRequestContext) -> Response {
        var response = Refusal.plain(.methodNotAllowed).response(from: request, context: context)
        response.headers[.allow] = "POST"
        return response
    }
}
