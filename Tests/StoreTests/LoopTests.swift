import Nameplate
import Testing

/// How it is known and seen to that a network has read what it was told of.
struct LoopTests {
    private let soon = Timestamp.after(.seconds(1200))

    @Test(arguments: StoreBackend.allCases)
    func `what is acknowledged and not read back in time is owed again`(backend: StoreBackend) async throws {
        try await backend.withStore { store in
            try await store.begin()
            let sent = try #require(try await store.send(pullBy: soon).first ?? nil)
            #expect(sent.state == .acknowledged && sent.loopAt == soon)
            #expect(try await store.networks(at: .start).map(\.unread) == [1, 0])
            #expect(try await store.repair(at: soon - .milliseconds(1)) == 0)
            let feed = Feed(of: store)
            #expect(try await store.repair(at: soon) == 1)
            #expect(feed.take() == [.owed(.labs)])
            let owed = try #require(try await store.delivery(at: soon))
            #expect(owed.state == .pending && owed.dueAt == soon && owed.wantedAt == soon)
            #expect(owed.repairs == 1 && owed.attempts == 0 && owed.loopAt == nil && owed.wantedVersion == 1)
            #expect(try await store.networks(at: soon).map(\.unread) == [0, 0])
            #expect(try await store.repair(at: soon) == 0)
        }
    }

    @Test(arguments: StoreBackend.allCases)
    func `what is read back in time is not asked for again`(backend: StoreBackend) async throws {
        try await backend.withStore { store in
            try await store.begin()
            try await store.send(pullBy: soon)
            let before = try await store.pull(1, at: .after(.seconds(2)))
            #expect(before?.pulledVersion == 0 && before?.wantedAt == .start)
            let closed = try await store.delivery()
            #expect(closed?.state == .confirmed && closed?.loopAt == nil)
            #expect(try await store.repair(at: soon) == 0)
            #expect(try await store.networks(at: soon).map(\.unread) == [0, 0])
        }
    }

    @Test(arguments: StoreBackend.allCases)
    func `of a network that never reads back nothing is asked again`(backend: StoreBackend) async throws {
        try await backend.withStore { store in
            try await store.begin()
            try await store.send()
            #expect(try await store.repair(at: .after(.seconds(1_000_000))) == 0)
            #expect(try await store.delivery()?.state == .acknowledged)
        }
    }

    @Test(arguments: StoreBackend.allCases)
    func `after three repairs in vain it has drifted, until the network reads`(backend: StoreBackend) async throws {
        try await backend.withStore { store in
            try await store.begin()
            var now = try await drift(store)
            let drifted = try #require(try await store.delivery())
            #expect(drifted.driftedAt == now && drifted.repairs == 3 && drifted.state == .acknowledged)
            #expect(drifted.loopAt == nil && drifted.dueAt == nil)
            #expect(try await store.networks(at: now).map(\.drifted) == [1, 0])
            #expect(try await store.repair(at: now + .seconds(10_000)) == 0)
            now = now + .seconds(60)
            try await store.pull(1, at: now)
            let read = try #require(try await store.delivery())
            #expect(read.state == .confirmed && read.driftedAt == nil && read.repairs == 0)
            #expect(try await store.networks(at: now).map(\.drifted) == [0, 0])
        }
    }

    @Test(arguments: [true, false], StoreBackend.allCases)
    func `whatever is asked for next begins anew`(isChange: Bool, backend: StoreBackend) async throws {
        try await backend.withStore { store in
            try await store.begin()
            let now = try await drift(store) + .seconds(1)
            if isChange {
                _ = try await store.change(.rename(.ada, to: "Ada", at: now))
            } else {
                #expect(try await store.replay(.init(.user(.ada), network: nil), at: now) == 1)
            }
            let owed = try #require(try await store.delivery())
            #expect(owed.repairs == 0 && owed.driftedAt == nil && owed.loopAt == nil && owed.state == .pending)
            let sent = try await store.send(at: now, pullBy: now + .seconds(1200))
            #expect(sent.first??.loopAt == now + .seconds(1200))
        }
    }

    @Test(arguments: StoreBackend.allCases)
    func `an edit made while a ping is in flight is watched from its own acknowledgement on`(
        backend: StoreBackend
    ) async throws {
        try await backend.withStore { store in
            try await store.begin(worker: .first)
            let claim = try #require(try await store.claim(1, of: .labs, by: .first, at: .start).first)
            _ = try await store.change(.rename(.ada, to: "Ada"))
            let outcome = ClaimOutcome(claim: claim, result: .acknowledged, status: 200, error: nil, pullBy: soon)
            let old = try await store.record([outcome], by: .first, at: .start)
            #expect(old.first??.loopAt == nil)
            try await store.pull(1, at: .after(.seconds(1)))
            #expect(try await store.delivery()?.state == .pending)
            try await store.send(at: .after(.seconds(40)), pullBy: soon)
            #expect(try await store.delivery(at: .after(.seconds(40)))?.loopAt == soon)
        }
    }

    @Test(arguments: StoreBackend.allCases)
    func `what a ping carried was read with it`(backend: StoreBackend) async throws {
        try await backend.withStore { store in
            try await store.begin()
            let sent = try await store.send(at: .after(.seconds(1)), carried: 1)
            #expect(sent.first??.state == .confirmed)
            #expect(sent.first??.pulledVersion == 1 && sent.first??.pulledAt == .after(.seconds(1)))
            // Another follows at once: one row's pings don't overlap.
            _ = try await store.change(.rename(.ada, to: "Ada", at: .after(.seconds(2))))
            #expect(try await store.send(at: .after(.seconds(2)), carried: 2).first??.state == .confirmed)
            // One that carries less than was read takes nothing back.
            _ = try await store.replay(.init(.user(.ada), network: nil), at: .after(.seconds(3)))
            #expect(try await store.send(at: .after(.seconds(3)), carried: 1).first??.pulledVersion == 2)
        }
    }

    @Test(arguments: StoreBackend.allCases)
    func `repairs go through a backlog of any size, and two at once do each of it once`(
        backend: StoreBackend
    ) async throws {
        try await backend.withStore { store in
            try await withThrowingTaskGroup { group in
                for index in 0..<1100 { group.addTask { try await store.begin(UserID(stored: "user-\(index)")) } }
                try await group.waitForAll()
            }
            while try await !store.send(pullBy: soon).isEmpty {}
            #expect(try await store.networks(at: soon).map(\.unread) == [1100, 0])
            async let other = store.repair(at: soon)
            let mine = try await store.repair(at: soon)
            // Each leaves to the next time what the other is just at.
            #expect(try await mine + other + store.repair(at: soon) == 1100)
            #expect(try await store.networks(at: soon).map(\.owed) == [1100, 0])
            let rows = try await store.deliveries(DeliveryQuery(limit: 2000), at: soon)
            #expect(Set(rows.map(\.repairs)) == [1])
        }
    }

    /// Has the network acknowledge again and again and never read; returns when nothing more was tried.
    private func drift(_ store: any Store) async throws -> Timestamp {
        var now = Timestamp.start
        for repairs in 0...Delivery.mostRepairs {
            try await store.send(at: now, pullBy: now + .seconds(1200))
            now = now + .seconds(1200)
            #expect(try await store.repair(at: now) == (repairs < Delivery.mostRepairs ? 1 : 0))
        }
        return now
    }
}
