import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization
import TestSupport

/// Answers every ping as it is told, and notes when each came, by the machine's clock.
final class CountingNetwork: Sendable {
    private struct State {
        var status = HTTPResponseStatus.ok
        var arrivals: [ContinuousClock.Instant] = []
        var waiting: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
    }

    private let channel: any Channel
    private let state: Shared

    /// What each connection's handler adds to.
    private final class Shared: Sendable {
        let state = Mutex(State())
    }

    private init(_ channel: any Channel, _ state: Shared) { (self.channel, self.state) = (channel, state) }

    static func run(port: Int, _ body: (CountingNetwork) async throws -> Void) async throws {
        await FreePort.regain(port)
        let state = Shared()
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(Answering(state))
                }
            }
            .bind(host: "127.0.0.1", port: port).get()
        let outcome: Result<Void, any Error>
        do {
            outcome = .success(try await body(CountingNetwork(channel, state)))
        } catch {
            outcome = .failure(error)
        }
        try await channel.close()
        try outcome.get()
    }

    func answer(_ status: HTTPResponseStatus) { state.state.withLock { $0.status = status } }

    var count: Int { state.state.withLock(\.arrivals.count) }

    /// Returns when there have been so many pings in all.
    func arrivals(_ count: Int) async {
        await withCheckedContinuation { continuation in
            let isThere = state.state.withLock { state in
                guard state.arrivals.count < count else { return true }
                state.waiting.append((count, continuation))
                return false
            }
            if isThere { continuation.resume() }
        }
    }

    /// The most that came within one second, of those after the first `start`.
    func peak(after start: Int) -> Int {
        let arrivals = state.state.withLock { Array($0.arrivals[start...]) }
        var first = 0
        var peak = 0
        for (index, arrival) in arrivals.enumerated() {
            while arrivals[first] + .seconds(1) <= arrival { first += 1 }
            peak = max(peak, index - first + 1)
        }
        return peak
    }

    private final class Answering: ChannelInboundHandler {
        typealias InboundIn = HTTPServerRequestPart
        typealias OutboundOut = HTTPServerResponsePart

        private let state: Shared

        init(_ state: Shared) { self.state = state }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            guard case .end = unwrapInboundIn(data) else { return }
            let (status, reached) = state.state.withLock { state in
                state.arrivals.append(.now)
                let count = state.arrivals.count
                let reached = state.waiting.filter { $0.count <= count }
                state.waiting.removeAll { $0.count <= count }
                return (state.status, reached)
            }
            for (_, continuation) in reached { continuation.resume() }
            let head = HTTPResponseHead(version: .http1_1, status: status, headers: ["Content-Length": "0"])
            context.write(wrapOutboundOut(.head(head)), promise: nil)
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        }
    }
}
