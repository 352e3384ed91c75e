import Nameplate
import PostgresStore
import TestDatabase
import Testing

/// A COMMIT whose answer is lost: nobody knows whether it was done, and everything goes on.
struct PostgresDoubtTests {
    @Test(arguments: [Relay.Fate.lost, .unanswered])
    func `a change whose COMMIT was cut off is whole or not there, and nothing old is remembered`(
        fate: Relay.Fate
    ) async throws {
        try await withRelay { place, relay in
            let store = try await place.open(relay.url(place.url))
            try await store.begin()
            let feed = Feed(of: store)
            relay.set(fate, forCommitOf: "Countess")
            await #expect(throws: StoreError.self) {
                do {
                    _ = try await store.change(.rename(.ada, to: "Countess"))
                } catch StoreError.uncertain(let reason) {
                    #expect(reason.contains("may have been done"))
                    throw StoreError.uncertain(reason)
                }
            }
            #expect(feed.events.contains(.anything))
            let version: Int64 = fate == .lost ? 1 : 2
            #expect(try await store.profile(of: .ada)?.version == version)
            #expect(try await store.delivery()?.wantedVersion == version)
            #expect(try await place.value("SELECT count(*) FROM nameplate.activity") == "\(version)")
            #expect(try await store.change(.rename(.ada, to: "Ada L.")).profile.version == version + 1)
        }
    }

    @Test func `a change that is committed late is told like another's`() async throws {
        try await withRelay { place, relay in
            let store = try await place.open(relay.url(place.url))
            try await store.begin()
            relay.set(.late, forCommitOf: "Countess")
            let feed = Feed(of: store)
            await #expect(throws: StoreError.self) { try await store.change(.rename(.ada, to: "Countess")) }
            await feed.until { $0.contains(.anything) }
            // What is read now may be remembered, and is about to be old.
            #expect(try await store.profile(of: .ada)?.version == 1)
            await relay.deliver()
            await feed.until { $0.contains(.profile(.ada, version: 2)) }
            #expect(try await store.profile(of: .ada)?.version == 2)
        }
    }

    @Test(arguments: [Relay.Fate.unanswered, .late])
    func `what a change has leased that nobody was told of is free again while its worker lives`(
        fate: Relay.Fate
    ) async throws {
        try await withRelay { place, relay in
            let store = try await place.open(relay.url(place.url), time: .machines)
            try await store.begin(worker: .first)
            let first = try #require(try await store.claim(9, of: .labs, by: .first, at: .start).first)
            _ = try await store.acknowledge(first, by: .first)
            relay.set(fate, forCommitOf: "Countess")
            await #expect(throws: StoreError.self) {
                try await store.change(.rename(.ada, to: "Countess", lease: .first))
            }
            if fate == .late {
                // The store looks whether it was done, and finds that it isn't yet.
                try await Self.untilLooked(twice: store)
                await relay.deliver()
            }
            try await place.until("EXISTS (SELECT FROM nameplate.delivery WHERE leased_by IS NULL AND fence = 2)")
            let claims = try await store.claim(9, of: .labs, by: .first, at: .start)
            let claim = try #require(claims.first { $0.user == .ada })
            #expect(claim.version == 2)
            #expect(claim.fence == 3)
            #expect(try await store.acknowledge(claim, by: .first)?.state == .acknowledged)
        }
    }

    /// Once a second the store looks after doubtful leases, and then tells of what nobody holds.
    private static func untilLooked(twice store: PostgresStore) async throws {
        try await store.begin(.grace)
        let feed = Feed(of: store)
        for _ in 0..<2 {
            _ = feed.take()
            await feed.until { $0.contains(.owed(.labs)) }
        }
    }

    @Test(arguments: [Relay.Fate.unanswered, .late])
    func `what a claim has leased that nobody was told of is free again while its worker lives`(
        fate: Relay.Fate
    ) async throws {
        try await withRelay { place, relay in
            let store = try await place.open(relay.url(place.url))
            for index in 0..<20 { try await store.begin(UserID(stored: "user-\(index)"), worker: .first) }
            relay.set(fate, forCommitOf: "worker-1")
            await #expect(throws: StoreError.self) { try await store.claim(9, of: .labs, by: .first, at: .start) }
            if fate == .late { await relay.deliver() }
            try await place.until("0 = (SELECT count(*) FROM nameplate.delivery WHERE leased_by IS NOT NULL)")
            #expect(try await store.claim(20, of: .labs, by: .first, at: .start).count == 20)
        }
    }

    /// Both leases would have the same worker and the same fence.
    @Test func `a claim after one that was undone keeps what it has leased`() async throws {
        try await withRelay { place, relay in
            let store = try await place.open(relay.url(place.url), time: .machines)
            try await store.begin(worker: .first)
            relay.set(.lost, forCommitOf: "worker-1")
            await #expect(throws: StoreError.self) { try await store.claim(9, of: .labs, by: .first, at: .start) }
            let claim = try #require(try await store.claim(9, of: .labs, by: .first, at: .start).first)
            #expect(claim.fence == 1)
            try await Self.untilLooked(twice: store)
            #expect(try await store.claim(9, of: .labs, by: .second, at: .start).map(\.user) == [.grace])
            #expect(try await store.acknowledge(claim, by: .first) != nil)
        }
    }

    @Test func `an instance that stands still in the middle of a change keeps others waiting for seconds`()
        async throws
    {
        try await PostgresPlace.withNew { place in
            let store = try await place.open()
            try await store.begin()
            // A session that has locked and then says nothing, as one of a process that was stopped.
            let relay = try Relay(to: place.server.port)
            let frozen = try await place.open(relay.url(place.url))
            relay.set(.withheld, forCommitOf: "Frozen")
            let change = Task { try await frozen.change(.rename(.ada, to: "Frozen")) }
            await relay.untilCaught()
            let begun = ContinuousClock.now
            try await until("the row is free") {
                do {
                    _ = try await store.change(.rename(.ada, to: "Countess"))
                    return true
                } catch StoreError.unavailable {
                    return false
                }
            }
            #expect(ContinuousClock.now - begun < .seconds(12))
            _ = await change.result
            try await frozen.close()
            relay.close()
        }
    }

    private func withRelay(_ body: (PostgresPlace, Relay) async throws -> Void) async throws {
        try await PostgresPlace.withNew { place in
            let relay = try Relay(to: place.server.port)
            try await body(place, relay)
            relay.close()
        }
    }
}
