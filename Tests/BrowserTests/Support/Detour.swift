import AsyncHTTPClient
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization
import TestSupport

/// A proxy between browsers and a server, which treats each call as a test says.
final class Detour: Sendable {
    /// What happens to one call.
    enum Treatment: Sendable {
        case pass
        /// The answer waits this long, so that later ones may come before it.
        case delay(Duration)
        /// A proxy's own answer, while the server behind it isn't asked.
        case badGateway
        /// The connection breaks before the server is asked.
        case drop
        /// The server does its work, and the connection breaks before its answer.
        case lose
        /// The answer waits until ``release()``.
        case hold
    }

    struct Call: Sendable {
        let method: String
        let path: String
    }

    typealias Rule = @Sendable (Call) -> Treatment

    private struct State {
        var rule: Rule = { _ in .pass }
        var calls: [Call] = []
        var held: [AsyncStream<Void>.Continuation] = []
        var isClosed = false
        var watchers: [AsyncStream<Void>.Continuation] = []
        var streams: [ObjectIdentifier: any Channel] = [:]
    }

    private let target: String
    private let state = Mutex(State())

    init(to target: String) { self.target = target }

    /// Calls that begin from now on are treated so.
    func treat(_ rule: @escaping Rule) { state.withLock { $0.rule = rule } }

    var calls: [Call] { state.withLock(\.calls) }

    func count(_ method: String, _ path: String) -> Int {
        calls.count { $0.method == method && $0.path.hasPrefix(path) }
    }

    /// Waits until so many calls of the path have come; one that never comes fails the test with its name.
    func until(_ method: String, _ path: String, count: Int = 1) async throws {
        let (arrivals, continuation) = AsyncStream.makeStream(of: Void.self)
        state.withLock { $0.watchers.append(continuation) }
        continuation.yield()
        let limit = Self.loop.scheduleTask(in: .seconds(20)) { continuation.finish() }
        defer { limit.cancel() }
        for await _ in arrivals where self.count(method, path) >= count { return }
        try Task.checkCancellation()
        throw NeverCame(call: "\(method) \(path)", times: count)
    }

    struct NeverCame: Error {
        let call: String
        let times: Int
    }

    /// Event streams that are open through it now.
    var openStreams: Int { state.withLock(\.streams.count) }

    /// Breaks each open event stream.
    func cutStreams() {
        for channel in state.withLock({ Array($0.streams.values) }) { channel.close(promise: nil) }
    }

    /// Ends all that is open, so that the server can stop.
    func close() {
        state.withLock { $0.isClosed = true }
        treat { _ in .drop }
        release()
        cutStreams()
    }

    func release() {
        let held = state.withLock { state in
            defer { state.held = [] }
            return state.held
        }
        for continuation in held { continuation.finish() }
    }

    func server(port: Int) -> Server {
        Server { onPort in
            let responder = CallbackResponder { request, context in try await self.respond(request, context) }
            let application = Application(
                responder: responder,
                configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: port)),
                onServerRunning: { await onPort($0.localAddress?.port ?? 0) },
                logger: Logger(label: "detour", factory: { _ in SwiftLogNoOpLogHandler() })
            )
            return [application]
        }
    }

    private func respond(_ request: Request, _ context: DetourContext) async throws -> Response {
        let call = Call(method: request.method.rawValue, path: request.uri.string)
        let treatment = state.withLock(\.rule)(call)
        let (release, holder) = AsyncStream.makeStream(of: Void.self)
        state.withLock { state in
            if case .hold = treatment, !state.isClosed { state.held.append(holder) } else { holder.finish() }
            state.calls.append(call)
            for watcher in state.watchers { watcher.yield() }
        }
        switch treatment {
        case .badGateway:
            return Self.badGateway
        case .drop:
            try await context.channel.close()
        default: break
        }
        let head: HTTPClientResponse
        do {
            head = try await forward(request)
        } catch {
            return Self.badGateway
        }
        switch treatment {
        case .delay(let span): try await Self.pass(span)
        case .hold: for await _ in release {}
        case .lose: try await context.channel.close()
        default: break
        }
        return Response(
            status: HTTPResponse.Status(code: Int(head.status.code)),
            headers: Self.fields(head.headers),
            body: call.path.hasPrefix("/auth/events")
                ? stream(head.body, request, context.channel) : .init(asyncSequence: head.body)
        )
    }

    private func forward(_ request: Request) async throws -> HTTPClientResponse {
        var forwarded = HTTPClientRequest(url: target + request.uri.string)
        forwarded.method = HTTPMethod(rawValue: request.method.rawValue)
        for field in request.headers where !Self.isOfOneConnection(field.name) {
            forwarded.headers.add(name: field.name.rawName, value: field.value)
        }
        let isStream = request.uri.path == "/auth/events"
        if request.method != .get, !isStream {
            let body = try await request.body.collect(upTo: 1 << 20)
            if body.readableBytes > 0 { forwarded.body = .bytes(body) }
        }
        return try await Self.client.execute(forwarded, timeout: .hours(1))
    }

    /// Ends on both sides as soon as one of them does.
    private func stream(
        _ body: HTTPClientResponse.Body,
        _ request: Request,
        _ channel: any Channel
    ) -> ResponseBody {
        ResponseBody { writer in
            let key = ObjectIdentifier(channel)
            self.state.withLock { $0.streams[key] = channel }
            defer { self.state.withLock { $0.streams[key] = nil } }
            let tab = writer
            try await request.body.consumeWithCancellationOnInboundClose { _ in
                var writer = tab
                for try await piece in body { try await writer.write(piece) }
                try await writer.finish(nil)
            }
        }
    }

    private static var badGateway: Response {
        Response(status: .badGateway, body: .init(byteBuffer: ByteBuffer(string: "<h1>Bad gateway</h1>")))
    }

    /// Passes time, which here is what is simulated.
    private static func pass(_ span: Duration) async throws {
        try await loop.scheduleTask(in: TimeAmount(span)) {}.futureResult.get()
    }

    private static var loop: any EventLoop { MultiThreadedEventLoopGroup.singleton.any() }

    private static func isOfOneConnection(_ name: HTTPField.Name) -> Bool {
        [.connection, .contentLength, .transferEncoding].contains(name)
    }

    private static func fields(_ headers: HTTPHeaders) -> HTTPFields {
        var fields = HTTPFields()
        for (name, value) in headers {
            guard let name = HTTPField.Name(name), name != .connection, name != .transferEncoding else { continue }
            fields.append(HTTPField(name: name, value: value))
        }
        return fields
    }

    private static let client = {
        var configuration = HTTPClient.Configuration()
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 1000
        configuration.connectionPool.retryConnectionEstablishment = false
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }()
}

/// Knows its connection, so that it can be broken.
struct DetourContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }
}
