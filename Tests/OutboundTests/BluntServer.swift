import NIOCore
import NIOPosix

/// A listener that answers anything with the same bytes and closes, or, without bytes, says nothing at all.
func withBluntServer(answering bytes: String?, _ body: (Int) async throws -> Void) async throws {
    let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        .childChannelInitializer { channel in
            channel.eventLoop.makeCompletedFuture {
                try channel.pipeline.syncOperations.addHandler(BluntAnswer(bytes: bytes))
            }
        }
        .bind(host: "127.0.0.1", port: 0).get()
    let outcome: Result<Void, any Error>
    do { outcome = .success(try await body(listener.localAddress?.port ?? 0)) } catch { outcome = .failure(error) }
    try await listener.close()
    try outcome.get()
}

private final class BluntAnswer: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let bytes: String?

    init(bytes: String?) { self.bytes = bytes }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard let bytes else { return }
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: bytes)), promise: nil)
        context.close(promise: nil)
    }
}
