import Nameplate

/// One ping that was tried, and what came of it.
struct SentPing: Sendable {
    let outcome: ClaimOutcome
    /// What the answer, or its absence, means; nil when nothing was sent.
    let verdict: PingVerdict?
    /// The wait that the network asked for.
    let asked: Duration?
    /// The delivery afterwards; nil when the fence had fallen or the store could not take the outcome.
    var delivery: Delivery?

    var milliseconds: Int { outcome.milliseconds ?? 0 }
}

/// Hands one value to one waiting task, which may have stopped waiting.
struct Receipt: Sendable {
    /// Of the request that made the change.
    let trace = TraceContext.current
    private let stream: AsyncStream<SentPing>
    let fulfil: @Sendable (SentPing) -> Void

    init() {
        let (stream, continuation) = AsyncStream.makeStream(of: SentPing.self, bufferingPolicy: .bufferingNewest(1))
        self.stream = stream
        fulfil = { sent in
            continuation.yield(sent)
            continuation.finish()
        }
    }

    /// The value, or nil if it didn't come in that time.
    func value(within limit: Duration) async -> SentPing? {
        guard limit > .zero else { return nil }
        return await withTaskGroup(of: SentPing?.self) { group in
            group.addTask { await stream.first { _ in true } }
            group.addTask {
                try? await Task.sleep(for: limit)  // the limit is a span of time
                return nil
            }
            defer { group.cancelAll() }
            return await group.next() ?? nil
        }
    }
}
