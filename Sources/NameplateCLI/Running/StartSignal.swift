import ServiceLifecycle

/// Something that has started, for those who wait for it.
struct StartSignal: Sendable {
    private let stream: AsyncStream<Never>
    private let continuation: AsyncStream<Never>.Continuation

    init() { (stream, continuation) = AsyncStream.makeStream() }

    func raise() { continuation.finish() }

    /// False when everything is being stopped before it started.
    func wait() async -> Bool {
        await cancelWhenGracefulShutdown {
            for await _ in stream {}
            return !Task.isCancelled
        }
    }
}
