import Nameplate
import Synchronization

/// This process' worker, and whether the store still takes it for alive.
///
/// What a worker leases that others take for dead is theirs to send at once. So one that could not renew itself in time,
/// since the store was away or the process stood still, leases nothing until it has.
final class WorkerLease: Sendable {
    /// What is left of its life must be enough for the store to see the lease.
    private static let margin = WorkerID.renewal

    let id: WorkerID
    private let store: any Store
    private let clock: Clock
    private let renewed = Mutex<ContinuousClock.Instant?>(nil)

    init(_ id: WorkerID, store: any Store, clock: @escaping Clock) {
        self.id = id
        self.store = store
        self.clock = clock
    }

    var isAlive: Bool { left > Self.margin }

    /// For how long nobody else takes what it holds.
    var left: Duration {
        renewed.withLock { $0.map { $0 + WorkerID.lifetime - .now } ?? .zero }
    }

    /// Returns what is to be learned of the other instances.
    func renew() async throws -> WorkerRenewal {
        let start = ContinuousClock.now
        let renewal = try await store.renew(id, until: clock() + WorkerID.lifetime, at: clock())
        renewed.withLock { $0 = start }
        return renewal
    }
}
