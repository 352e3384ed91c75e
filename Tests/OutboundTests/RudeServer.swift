import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Outbound
import ServiceLifecycle

/// A server on a free port that misbehaves in a different way on each path.
struct RudeServer: Sendable {
    let port: Int
    /// The path of each request to `/hold/…`, as it comes.
    let arrivals: AsyncStream<String>
    /// Holds the requests to `/hold/…`.
    let gate: Gate
    let crowd: Crowd

    func url(_ path: String) -> String { "http://127.0.0.1:\(port)\(path)" }

    func get(_ path: String) -> OutboundRequest {
        OutboundRequest(method: .get, url: url(path), target: .configured)
    }
}

/// How many requests are inside at once, and how many were at most.
actor Crowd {
    private(set) var largest = 0
    private var inside = 0

    func enter() {
        inside += 1
        largest = max(largest, inside)
    }

    func leave() { inside -= 1 }
}

/// Runs the body against a rude server and a client of these bounds, and ends both.
func withRudeServer(
    _ configuration: OutboundConfiguration = OutboundConfiguration(userAgent: "outbound-tests"),
    _ body: (RudeServer, OutboundClient) async throws -> Void
) async throws {
    let (ports, port) = AsyncStream.makeStream(of: Int.self)
    let (arrivals, arrival) = AsyncStream.makeStream(of: String.self)
    let gate = Gate()
    let crowd = Crowd()
    let application = Application(
        router: rudeRoutes(arrival, gate, crowd),
        configuration: .init(address: .hostname("127.0.0.1", port: 0)),
        onServerRunning: { port.yield($0.localAddress?.port ?? 0) },
        logger: Logger(label: "rude") { _ in SwiftLogNoOpLogHandler() }
    )
    // Stopped gracefully: cancelled with a connection just accepted, NIO 2.101 traps ("Deinited NIOAsyncWriter").
    let service = ServiceGroup(configuration: .init(services: [application], logger: application.logger))
    try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await service.run() }
        var running = ports.makeAsyncIterator()
        let server = RudeServer(port: await running.next() ?? 0, arrivals: arrivals, gate: gate, crowd: crowd)
        let client = OutboundClient(configuration: configuration)
        let outcome: Result<Void, any Error>
        do { outcome = .success(try await body(server, client)) } catch { outcome = .failure(error) }
        await gate.open()
        await client.shutdown()
        await service.triggerGracefulShutdown()
        try await group.waitForAll()
        try outcome.get()
    }
}

/// Tells a handler which connection its request came on.
private struct PeerContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let peerPort: Int

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        peerPort = source.channel.remoteAddress?.port ?? 0
    }
}

private func rudeRoutes(
    _ arrival: AsyncStream<String>.Continuation,
    _ gate: Gate,
    _ crowd: Crowd
) -> Router<PeerContext> {
    let router = Router(context: PeerContext.self)
    router.get("/peer") { _, context in String(context.peerPort) }
    router.get("/redirect") { _, _ in Response(status: .found, headers: [.location: "/peer"]) }
    router.get("/cookie") { request, _ in
        Response(
            status: .ok,
            headers: [.setCookie: "seen=yes"],
            body: .init(byteBuffer: ByteBuffer(string: request.headers[.cookie] ?? "none"))
        )
    }
    router.get("/limited") { _, _ in Response(status: .tooManyRequests, headers: [.retryAfter: "17"]) }
    router.post("/echo") { request, _ in
        let body = try await request.body.collect(upTo: 1 << 22)
        let names = request.headers.map(\.name.canonicalName).sorted().joined(separator: ",")
        return Response(
            status: .created,
            headers: [.server: names],
            body: .init(byteBuffer: body.getSlice(at: 0, length: min(body.readableBytes, 1024)) ?? body)
        )
    }
    for method in [HTTPRequest.Method.get, .post, .put, .patch, .delete] {
        router.on("/method", method: method) { request, _ in
            let body = try await request.body.collect(upTo: 1 << 20)
            return "\(request.method) \(body.readableBytes)"
        }
    }
    router.get("/sized/:size") { _, context in
        let size = try context.parameters.require("size", as: Int.self)
        return Response(status: .ok, body: .init(byteBuffer: ByteBuffer(repeating: 0x61, count: size)))
    }
    router.get("/endless") { _, _ in
        Response(
            status: .ok,
            body: .init { writer in while true { try await writer.write(ByteBuffer(repeating: 0x61, count: 4096)) } }
        )
    }
    router.get("/hold/:name") { request, _ in
        await crowd.enter()
        arrival.yield(request.uri.path)
        await gate.pass()
        await crowd.leave()
        return HTTPResponse.Status.ok
    }
    return router
}
