import Nameplate
import Testing
import TestRandomness

/// A random course of changes, pings, pulls, repairs and reconciliations of a few users, as its seed says.
struct LoopWalk {
    private let store: any Store
    private var random: Seeded
    private(set) var now = Timestamp.start
    private var claims: [Claim] = []

    static let users: [UserID] = [.ada, .alan, .grace]

    init(_ seed: UInt64, in store: any Store) {
        self.store = store
        random = Seeded(seed)
    }

    /// Everything that can be asked of the deliveries in the end.
    struct End {
        let deliveries: [Delivery]
        let timelines: [UserTimeline?]
        let networks: [NetworkRecord]
    }

    mutating func run(steps: Int) async throws -> End {
        for user in Self.users { try await store.begin(user) }
        for _ in 0..<steps {
            now = now + .seconds(Int.random(in: 0...40, using: &random))
            try await step()
            try await checkRows()
        }
        return try await end()
    }

    func end() async throws -> End {
        var timelines: [UserTimeline?] = []
        for user in Self.users { timelines.append(try await store.timeline(of: user, before: nil, limit: 10_000)) }
        return End(
            deliveries: try await store.deliveries(DeliveryQuery(limit: 100), at: now),
            timelines: timelines,
            networks: try await store.networks(at: now)
        )
    }

    /// Another worker takes over, and the network answers and reads everything from now on.
    mutating func settle() async throws {
        try await store.resume(.labs)
        try await store.retire(.second)
        for _ in 0..<4 {
            now = now + .seconds(60)
            _ = try await store.repair(at: now)
            _ = try await store.reconcile(Reconciliation(.everything, of: .labs, limit: 100), at: now)
            try await store.send(at: now, pullBy: now + .seconds(50))
            for user in Self.users {
                let version = try #require(try await store.profile(of: user)?.version)
                try await store.pull(version, of: user, at: now + .seconds(1))
            }
        }
    }

    private mutating func step() async throws {
        let user = Self.users.randomElement(using: &random) ?? .ada
        switch Int.random(in: 0..<12, using: &random) {
        case 0, 1: _ = try await store.change(.rename(user, to: "Name \(now.milliseconds)", at: now))
        case 2, 3: try await claim()
        case 4, 5, 6: try await answer()
        case 7, 8: try await pull(by: user)
        case 9: _ = try await store.repair(at: now)
        case 10: try await goThroughAll()
        default: try await operate(on: user)
        }
    }

    /// All that is due: of several that are due since the same moment each store has its own first.
    private mutating func claim() async throws {
        try await store.renew(.second, until: now + .seconds(3600), at: now)
        claims += try await store.claim(100, of: .labs, by: .second, at: now)
    }

    /// In any order, and now and then twice.
    private mutating func answer() async throws {
        guard let claim = claims.randomElement(using: &random) else { return }
        if Bool.random(using: &random) { claims.removeAll { $0 == claim } }
        let results: [ClaimOutcome.Result] = [
            .acknowledged, .acknowledged, .acknowledged, .retry(at: now + .seconds(20)), .discarded, .released,
        ]
        let outcome = ClaimOutcome(
            claim: claim,
            result: results.randomElement(using: &random) ?? .released,
            status: 200,
            error: nil,
            milliseconds: 41,
            carried: Int.random(in: 0..<4, using: &random) == 0 ? claim.version : nil,
            pullBy: Bool.random(using: &random) ? now + .seconds(60) : nil
        )
        _ = try await store.record([outcome], by: .second, at: now)
    }

    /// Of the newest version or one a little older, begun now or some time ago.
    private mutating func pull(by user: UserID) async throws {
        let newest = try #require(try await store.profile(of: user)?.version)
        let version = max(1, newest - Int64.random(in: 0...2, using: &random))
        try await store.pull(version, of: user, at: now - .seconds(Int.random(in: 0...50, using: &random)))
    }

    private mutating func goThroughAll() async throws {
        let scope: Reconciliation.Scope = Bool.random(using: &random) ? .everything : .drifted
        let lift: Int64 = Int.random(in: 0..<4, using: &random) == 0 ? 10 : 0
        _ = try await store.reconcile(Reconciliation(scope, of: .labs, limit: 100, lift: lift), at: now)
    }

    private mutating func operate(on user: UserID) async throws {
        switch Int.random(in: 0..<3, using: &random) {
        case 0: _ = try await store.replay(ReplaySelection(.user(user), network: nil), at: now)
        case 1:
            let pause = NetworkPause(at: now, until: now + .seconds(60), reason: "unauthorized")
            try await store.pause(.labs, pause, unlessPaused: Bool.random(using: &random))
        default: try await store.resume(.labs)
        }
    }

    /// What holds of every row at every moment.
    private func checkRows() async throws {
        for row in try await store.deliveries(DeliveryQuery(limit: 100), at: now) {
            if row.loopAt != nil { #expect(row.dueAt == nil && row.discardedAt == nil && row.state != .confirmed) }
            if row.state == .confirmed { #expect(row.repairs == 0 && row.driftedAt == nil) }
            #expect((0...Delivery.mostRepairs).contains(row.repairs))
            let version = try #require(try await store.profile(of: row.user)?.version)
            #expect(row.wantedVersion == version && row.acknowledgedVersion <= version)
        }
    }
}
