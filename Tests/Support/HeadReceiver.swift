import NIOCore
package import NIOHTTP1
import NIOPosix

/// Takes any request with 200 and keeps its head, in the place of a network.
package struct HeadReceiver: Sendable {
    package let port: Int
    private let channel: any Channel
    private let heads: AsyncStream<HTTPRequestHead>

    package static func start(port: Int = 0) async throws -> HeadReceiver {
        await FreePort.regain(port)
        let (heads, continuation) = AsyncStream.makeStream(of: HTTPRequestHead.self)
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(Taking(heads: continuation))
                }
            }
            .bind(host: "127.0.0.1", port: port).get()
        return HeadReceiver(port: channel.localAddress?.port ?? 0, channel: channel, heads: heads)
    }

    /// The next head that came, or is about to.
    package func next() async -> HTTPRequestHead? {
        for await head in heads { return head }
        return nil
    }

    package func stop() async throws { try await channel.close() }

    private final class Taking: ChannelInboundHandler {
        typealias InboundIn = HTTPServerRequestPart
        typealias OutboundOut = HTTPServerResponsePart

        private let heads: AsyncStream<HTTPRequestHead>.Continuation

        init(heads: AsyncStream<HTTPRequestHead>.Continuation) { self.heads = heads }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            switch unwrapInboundIn(data) {
            case .head(let head): heads.yield(head)
            case .body: return
            case .end:
                let head = HTTPResponseHead(version: .http1_1, status: .ok, headers: ["Content-Length": "0"])
                context.write(wrapOutboundOut(.head(head)), promise: nil)
                context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
            }
        }
    }
}
