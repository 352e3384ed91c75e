import Nameplate
import Testing

struct PauseTests {
    @Test(arguments: StoreBackend.allCases)
    func `nothing is claimed of a paused network, and all of it when it is resumed`(
        backend: StoreBackend
    ) async throws {
        try await backend.withStore { store in
            _ = try await store.change(.put(.ada, named: "Ada", networks: [.labs, .other]))
            try await store.renew(.first, until: .after(.seconds(12)), at: .start)
            try await store.pause(.labs, .operators, unlessPaused: false)
            #expect(try await store.claim(9, of: .labs, by: .first, at: .start).isEmpty)
            #expect(try await store.nextDue(of: .labs, at: .start) == nil)
            #expect(try await store.claim(9, of: .other, by: .first, at: .start).count == 1)
            #expect(try await store.networks(at: .start).map(\.pause) == [.operators, nil])
            let feed = Feed(of: store)
            try await store.resume(.labs)
            #expect(feed.take() == [.owed(.labs)])
            #expect(try await store.networks(at: .start).map(\.pause) == [nil, nil])
            #expect(try await store.claim(9, of: .labs, by: .first, at: .start).count == 1)
        }
    }

    @Test(arguments: StoreBackend.allCases)
    func `a pause with an end ends by itself`(backend: StoreBackend) async throws {
        try await backend.withStore { store in
            try await store.begin()
            try await store.renew(.first, until: .after(.seconds(1000)), at: .start)
            let end = Timestamp.after(.seconds(300))
            try await store.pause(.labs, .workers, unlessPaused: true)
            #expect(try await store.claim(1, of: .labs, by: .first, at: end - .milliseconds(1)).isEmpty)
            #expect(try await store.nextDue(of: .labs, at: .start) == end)
            #expect(try await store.nextDue(of: .other, at: .start) == nil)
            #expect(try await store.nextDue(of: .labs, at: end) == .start)
            #expect(try await store.networks(at: end - .milliseconds(1))[0].pause == .workers)
            #expect(try await store.networks(at: end)[0].pause == nil)
            #expect(try await store.claim(1, of: .labs, by: .first, at: end).count == 1)
            #expect(try await store.nextDue(of: .labs, at: .start) == nil)
        }
    }

    @Test(arguments: StoreBackend.allCases)
    func `a worker's own pause never replaces an operator's, nor one that is in force`(
        backend: StoreBackend
    ) async throws {
        try await backend.withStore { store in
            let isPaused = try await store.pause(.labs, .workers, unlessPaused: true)
            #expect(isPaused)
            #expect(try await store.pause(.labs, .operators, unlessPaused: false))
            #expect(try await store.pause(.labs, .workers, unlessPaused: true) == false)
            #expect(try await store.networks(at: .start)[0].pause == .operators)
            let snooze = NetworkPause(at: .start, until: .after(.seconds(60)), reason: "upgrade at theirs")
            #expect(try await store.pause(.labs, snooze, unlessPaused: false))
            #expect(try await store.networks(at: .start)[0].pause == snooze)
            let later = NetworkPause(at: .after(.seconds(60)), until: .after(.seconds(360)), reason: "unauthorized")
            #expect(try await store.pause(.labs, later, unlessPaused: true))
            #expect(try await store.networks(at: later.at)[0].pause == later)
        }
    }

    @Test(arguments: StoreBackend.allCases)
    func `a network that isn't there is neither paused nor resumed nor gone through`(
        backend: StoreBackend
    ) async throws {
        try await backend.withStore { store in
            let nowhere = NetworkName(stored: "no.such.net")
            await #expect(throws: StoreError.unknownNetwork) {
                try await store.pause(nowhere, .operators, unlessPaused: false)
            }
            await #expect(throws: StoreError.unknownNetwork) { try await store.resume(nowhere) }
            await #expect(throws: StoreError.unknownNetwork) {
                try await store.reconcile(Reconciliation(.everything, of: nowhere, limit: 10), at: .start)
            }
            let isTaken = try await store.takeReconciliation(of: nowhere, every: .seconds(1), at: .start)
            #expect(!isTaken)
        }
    }

    @Test(arguments: StoreBackend.allCases)
    func `what is in flight when a network is paused has its outcome`(backend: StoreBackend) async throws {
        try await backend.withStore { store in
            try await store.begin(worker: .first)
            let claim = try #require(try await store.claim(1, of: .labs, by: .first, at: .start).first)
            try await store.pause(.labs, .operators, unlessPaused: false)
            #expect(try await store.acknowledge(claim, by: .first)?.state == .acknowledged)
        }
    }

    @Test(arguments: StoreBackend.allCases)
    func `a worker that renews itself learns how many live, and what is paused`(backend: StoreBackend) async throws {
        try await backend.withStore { store in
            func renew(_ worker: WorkerID, at now: Timestamp) async throws -> WorkerRenewal {
                try await store.renew(worker, until: now + WorkerID.lifetime, at: now)
            }
            #expect(try await renew(.first, at: .start) == WorkerRenewal(living: 1, pauses: [:]))
            #expect(try await renew(.first, at: .after(.seconds(4))).living == 1)
            #expect(try await renew(.second, at: .after(.seconds(5))).living == 2)
            try await store.pause(.labs, .workers, unlessPaused: true)
            #expect(try await renew(.second, at: .after(.seconds(16))).living == 1)
            #expect(try await renew(.second, at: .after(.seconds(299))).pauses == [.labs: .workers])
            #expect(try await renew(.second, at: .after(.seconds(300))).pauses == [:])
            try await store.pause(.other, .operators, unlessPaused: false)
            #expect(try await renew(.first, at: .after(.seconds(301))).pauses == [.other: .operators])
            try await store.retire(.second)
            #expect(try await renew(.first, at: .after(.seconds(302))).living == 1)
        }
    }

    @Test(arguments: StoreBackend.allCases)
    func `how long the oldest has waited is said of each network`(backend: StoreBackend) async throws {
        try await backend.withStore { store in
            try await store.begin(.grace, at: .after(.seconds(7)))
            try await store.begin(.ada, at: .after(.seconds(3)))
            #expect(try await store.networks(at: .start).map(\.oldestOwedAt) == [.after(.seconds(3)), nil])
        }
    }
}

extension NetworkPause {
    fileprivate static let operators = NetworkPause(at: .start, until: nil, reason: "until they have moved")
    fileprivate static let workers = NetworkPause(at: .start, until: .after(.seconds(300)), reason: "unauthorized")
}
