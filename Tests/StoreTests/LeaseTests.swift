import Nameplate
import Testing

struct LeaseTests {
    @Test(arguments: StoreBackend.allCases)
    func `a change leases its own delivery for the worker that has room`(backend: StoreBackend) async throws {
        try await backend.withStore { store in
            try await store.begin(worker: .first)
            let change = try ProfileTransaction.patch(
                .ada,
                ["bio": .string("x")],
                networks: [.labs, .other],
                lease: .first
            )
            let outcome = try await store.change(change)
            let claim = try #require(outcome.claims.first)
            #expect(outcome.claims.count == 1)
            #expect(claim.network == .labs && claim.version == 2 && claim.attempts == 0)
            #expect(outcome.deliveries.map(\.state) == [.sending, .pending])
            #expect(try await store.claim(9, of: .labs, by: .second, at: .start).isEmpty)
            #expect(try await store.nextDue(of: .labs, at: .start) == nil)
            #expect(try await store.nextDue(of: .other, at: .start) == .start)
        }
    }

    @Test(arguments: StoreBackend.allCases)
    func `an edit made while a ping is in flight is sent after it`(backend: StoreBackend) async throws {
        try await backend.withStore { store in
            try await store.begin(worker: .first)
            try await store.renew(.second, until: .after(.seconds(12)), at: .start)
            let claim = try #require(try await store.claim(1, of: .labs, by: .first, at: .start).first)
            let edit = try await store.change(.rename(.ada, to: "Ada L.", lease: .second))
            #expect(edit.claims.isEmpty)
            #expect(edit.deliveries.map(\.state) == [.sending])
            let delivery = try #require(try await store.acknowledge(claim, by: .first, at: .after(.seconds(1))))
            #expect(delivery.acknowledgedVersion == 1)
            #expect(delivery.dueAt == .after(.seconds(1)))
            #expect(delivery.state == .pending)
            let next = try #require(try await store.claim(1, of: .labs, by: .second, at: .after(.seconds(1))).first)
            #expect(next.version == 2)
            #expect(try await store.acknowledge(next, by: .second)?.state == .acknowledged)
            #expect(try await store.nextDue(of: .labs, at: .start) == nil)
        }
    }

    @Test(
        arguments: [ClaimOutcome.Result.retry(at: .after(.seconds(900))), .discarded, .released],
        StoreBackend.allCases
    )
    func `an edit made while a ping is in flight is due at once, however that ended`(
        result: ClaimOutcome.Result,
        backend: StoreBackend
    ) async throws {
        try await backend.withStore { store in
            try await store.begin(worker: .first)
            let claim = try #require(try await store.claim(1, of: .labs, by: .first, at: .start).first)
            _ = try await store.change(.rename(.ada, to: "Ada L."))
            let delivery = try #require(try await store.record(claim, result, by: .first, at: .start))
            #expect(delivery.dueAt == .start)
            #expect(delivery.attempts == 0)
            #expect(delivery.state == .pending)
        }
    }

    @Test(arguments: StoreBackend.allCases)
    func `the rows of a dead worker are free, and its outcomes are refused`(backend: StoreBackend) async throws {
        try await backend.withStore { store in
            try await store.begin(worker: .first)
            let old = try #require(try await store.claim(1, of: .labs, by: .first, at: .start).first)
            let death = Timestamp.start + WorkerID.lifetime
            let alive = death - .milliseconds(1)
            try await store.renew(.second, until: death + .seconds(12), at: alive)
            #expect(try await store.claim(1, of: .labs, by: .second, at: alive).isEmpty)
            #expect(try await store.nextDue(of: .labs, at: alive) == nil)
            #expect(try await store.nextDue(of: .labs, at: death) == .start)
            let new = try #require(try await store.claim(1, of: .labs, by: .second, at: death).first)
            #expect(new.fence == old.fence + 1)
            #expect(try await store.acknowledge(old, by: .first, at: death) == nil)
            #expect(try await store.acknowledge(old, by: .second, at: death) == nil)
            #expect(try await store.acknowledge(new, by: .first, at: death) == nil)
            #expect(try await store.delivery(at: death)?.state == .sending)
            #expect(try await store.acknowledge(new, by: .second, at: death)?.state == .acknowledged)
        }
    }

    @Test(arguments: StoreBackend.allCases)
    func `an outcome counts once`(backend: StoreBackend) async throws {
        try await backend.withStore { store in
            try await store.begin(worker: .first)
            let claim = try #require(try await store.claim(1, of: .labs, by: .first, at: .start).first)
            #expect(try await store.record(claim, .retry(at: .start), by: .first) != nil)
            #expect(try await store.acknowledge(claim, by: .first) == nil)
            #expect(try await store.delivery()?.attempts == 1)
        }
    }

    @Test(arguments: StoreBackend.allCases)
    func `a change takes over the lease of a dead worker`(backend: StoreBackend) async throws {
        try await backend.withStore { store in
            try await store.begin(worker: .first)
            let old = try #require(try await store.claim(1, of: .labs, by: .first, at: .start).first)
            let later = Timestamp.after(.seconds(13))
            try await store.renew(.second, until: later + .seconds(12), at: later)
            let claims = try await store.change(.rename(.ada, to: "Ada", lease: .second, at: later)).claims
            #expect(claims.map(\.version) == [2])
            #expect(claims.map(\.fence) == [old.fence + 1])
            #expect(try await store.acknowledge(old, by: .first, at: later) == nil)
        }
    }

    @Test(arguments: StoreBackend.allCases)
    func `a retired worker's rows are free at once`(backend: StoreBackend) async throws {
        try await backend.withStore { store in
            try await store.begin(worker: .first)
            _ = try await store.claim(1, of: .labs, by: .first, at: .start)
            let feed = Feed(of: store)
            try await store.retire(.first)
            #expect(feed.events == [.owed(.labs)])
            #expect(try await store.delivery()?.state == .pending)
            #expect(try await store.claim(1, of: .labs, by: .second, at: .start).count == 1)
        }
    }

    @Test(arguments: StoreBackend.allCases)
    func `claims go to the longest due first, up to the limit and no further`(backend: StoreBackend) async throws {
        try await backend.withStore { store in
            try await store.begin(.grace, at: .after(.seconds(1)))
            try await store.begin(.ada, at: .after(.seconds(2)))
            try await store.begin(.alan, at: .after(.seconds(3)))
            let now = Timestamp.after(.seconds(2))
            try await store.renew(.first, until: now + .seconds(12), at: now)
            #expect(try await store.claim(1, of: .labs, by: .first, at: now).map(\.user) == [.grace])
            #expect(try await store.nextDue(of: .labs, at: now) == now)
            #expect(try await store.claim(9, of: .labs, by: .first, at: now).map(\.user) == [.ada])
            #expect(try await store.nextDue(of: .labs, at: now) == .after(.seconds(3)))
            #expect(try await store.claim(9, of: .other, by: .first, at: now).isEmpty)
        }
    }

    @Test(arguments: StoreBackend.allCases)
    func `workers that claim at once never get the same row`(backend: StoreBackend) async throws {
        try await backend.withStore { store in
            for index in 0..<60 { try await store.begin(UserID(stored: "user-\(index)")) }
            let workers = (0..<6).map { WorkerID("worker-\($0)") }
            for worker in workers { try await store.renew(worker, until: .after(.seconds(12)), at: .start) }
            let claims = try await withThrowingTaskGroup { group in
                for worker in workers {
                    group.addTask { try await store.claim(15, of: .labs, by: worker, at: .start) }
                }
                return try await group.reduce(into: [Claim]()) { $0 += $1 }
            }
            #expect(claims.count == 60)
            #expect(Set(claims.map(\.user)).count == 60)
        }
    }
}
