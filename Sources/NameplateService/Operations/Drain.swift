import Logging
import ServiceLifecycle
import Synchronization

/// The first step of the stop: for a while the service still takes connections, but no more work.
///
/// A closed listener would cut off what is on its way over a kept connection, and nobody could say whether it was done.
/// So whoever calls meanwhile is told to ask again, which a balancer may do at the next instance; what networks read is
/// still answered, since the pings that are being finished bring them here, and they ask once.
final class Drain: Service {
    private let begun = Atomic(false)
    private let hub: EventHub
    private let drained: @Sendable () async -> Void
    private let logger: Logger

    init(hub: EventHub, until drained: @escaping @Sendable () async -> Void, logger: Logger) {
        self.hub = hub
        self.drained = drained
        self.logger = logger
    }

    var isUnderWay: Bool { begun.load(ordering: .relaxed) }

    func run() async throws {
        guard (try? await gracefulShutdown()) != nil else { return }
        begun.store(true, ordering: .relaxed)
        logger.notice("stopping: no new requests are taken", metadata: ["streams": "\(hub.count)"])
        hub.close()
        await drained()
    }
}
