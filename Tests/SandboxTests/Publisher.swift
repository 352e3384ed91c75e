import HTTPTypes
import Hummingbird
import NIOCore
import Nameplate
import ServiceLifecycle
import Synchronization

/// The publisher's side: an endpoint that a sandbox pulls from, at `/profile?id={id}` and `/{id}/profile/{id}`.
final class Publisher: Sendable {
    /// What a pull looked like on arrival.
    struct Pull: Sendable {
        let user: String
        let target: String
        let token: String
        let accept: String?
        let userAgent: String?
    }

    struct Reply: Sendable {
        var status = 200
        var body: String
        var location: String?
        var tag: String?
    }

    private struct State {
        var port = 0
        var replies: [String: Reply] = [:]
        var pulls: [Pull] = []
        var isHolding = false
        var held: [AsyncStream<Void>.Continuation] = []
    }

    private let state = Mutex(State())
    /// Each pull as it arrives; for one reader at a time.
    let arrivals: AsyncStream<Pull>
    private let arrived: AsyncStream<Pull>.Continuation

    init() { (arrivals, arrived) = AsyncStream.makeStream() }

    func listens(on port: Int) { state.withLock { $0.port = port } }
    var base: String { "http://127.0.0.1:\(state.withLock(\.port))" }
    var template: String { "\(base)/profile?id={id}" }
    var pulls: [Pull] { state.withLock(\.pulls) }

    /// What is answered for one user from now on.
    func answers(_ user: String, _ body: String, status: Int = 200, location: String? = nil, tag: String? = nil) {
        state.withLock { $0.replies[user] = Reply(status: status, body: body, location: location, tag: tag) }
    }

    func names(_ user: String, _ name: String, tag: String? = nil) {
        answers(user, #"{"id":"\#(user)","display_name":"\#(name)"}"#, tag: tag)
    }

    /// Lets pulls arrive but not be answered until ``release()``; what is answered is decided on arrival.
    func hold() { state.withLock { $0.isHolding = true } }

    func release() {
        let held = state.withLock { state in
            state.isHolding = false
            defer { state.held = [] }
            return state.held
        }
        for continuation in held { continuation.finish() }
    }

    func service(onServerRunning: @escaping @Sendable (Int) async -> Void) -> some Service {
        let router = Router()
        router.get("profile") { request, _ in
            await self.answer(request, to: request.uri.queryParameters.get("id") ?? "")
        }
        router.get("{id}/profile/{again}") { request, context in
            await self.answer(request, to: context.parameters.get("id") ?? "")
        }
        return Application(
            router: router,
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { await onServerRunning($0.localAddress?.port ?? 0) },
            logger: RecordedLog().logger
        )
    }

    private func answer(_ request: Request, to user: String) async -> Response {
        let pull = Pull(
            user: user,
            target: request.uri.string,
            token: request.uri.queryParameters.get("lftoken") ?? "",
            accept: request.headers[.accept],
            userAgent: request.headers[.userAgent]
        )
        let (gate, continuation) = AsyncStream<Void>.makeStream()
        let reply = state.withLock { state in
            state.pulls.append(pull)
            if state.isHolding { state.held.append(continuation) } else { continuation.finish() }
            return state.replies[user] ?? Reply(body: #"{"id":"\#(user)","display_name":"\#(user)"}"#)
        }
        arrived.yield(pull)
        for await _ in gate {}
        var headers: HTTPFields = [.contentType: "application/json"]
        headers[.location] = reply.location
        headers[.eTag] = reply.tag
        return Response(
            status: .init(code: reply.status),
            headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(string: reply.body))
        )
    }
}
