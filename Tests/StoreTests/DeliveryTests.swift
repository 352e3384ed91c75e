import Nameplate
import Testing

struct DeliveryTests {
    @Test(arguments: StoreBackend.allCases)
    func `an acknowledged version that was pulled is confirmed`(backend: StoreBackend) async throws {
        try await backend.withStore { store in
            let claim = try await claimed(store)
            #expect(try await store.delivery()?.state == .sending)
            let acknowledged = try await store.acknowledge(claim, by: .first, at: .after(.seconds(1)))
            #expect(acknowledged?.state == .acknowledged)
            #expect(acknowledged?.acknowledgedAt == .after(.seconds(1)))
            #expect(acknowledged?.attempts == 1 && acknowledged?.lastStatus == 200)
            try await store.recordPulls([Pull(network: .labs, user: .ada, version: 1, at: .after(.seconds(2)))])
            let confirmed = try await store.delivery()
            #expect(confirmed?.state == .confirmed)
            #expect(confirmed?.pulledAt == .after(.seconds(2)))
        }
    }

    @Test(arguments: StoreBackend.allCases)
    func `a pull counts before its acknowledgement, and an older one never lowers it`(
        backend: StoreBackend
    ) async throws {
        try await backend.withStore { store in
            try await store.begin()
            _ = try await store.change(.rename(.ada, to: "Ada"))
            try await store.recordPulls([
                Pull(network: .labs, user: .ada, version: 2, at: .after(.seconds(2))),
                Pull(network: .labs, user: .ada, version: 1, at: .after(.seconds(3))),
                Pull(network: .other, user: .ada, version: 1, at: .after(.seconds(3))),
            ])
            let delivery = try await store.delivery()
            #expect(delivery?.pulledVersion == 2)
            #expect(delivery?.pulledAt == .after(.seconds(2)))
            #expect(delivery?.state == .pending)
        }
    }

    @Test(arguments: StoreBackend.allCases)
    func `a failure counts an attempt and waits, and the next change waits no longer`(
        backend: StoreBackend
    ) async throws {
        try await backend.withStore { store in
            let claim = try await claimed(store)
            let due = Timestamp.after(.seconds(60))
            let failed = try await store.record(
                claim,
                .retry(at: due),
                by: .first,
                status: 503,
                error: "unavailable"
            )
            #expect(failed?.attempts == 1 && failed?.dueAt == due && failed?.state == .pending)
            #expect(failed?.lastStatus == 503 && failed?.lastError == "unavailable")
            #expect(try await store.claim(1, of: .labs, by: .first, at: due - .milliseconds(1)).isEmpty)
            #expect(try await store.nextDue(of: .labs, at: .start) == due)
            let changed = try await store.change(.rename(.ada, to: "Ada", at: .after(.seconds(5)))).deliveries
            #expect(changed.map(\.attempts) == [0])
            #expect(changed.map(\.dueAt) == [.after(.seconds(5))])
        }
    }

    @Test(arguments: StoreBackend.allCases)
    func `a delivery that was never sent is due at once and counts no attempt`(backend: StoreBackend) async throws {
        try await backend.withStore { store in
            let claim = try await claimed(store)
            let released = try await store.record(claim, .released, by: .first, at: .after(.seconds(1)))
            #expect(released?.attempts == 0 && released?.dueAt == .start && released?.state == .pending)
            #expect(try await store.claim(1, of: .labs, by: .first, at: .after(.seconds(1))).count == 1)
        }
    }

    @Test(arguments: StoreBackend.allCases)
    func `what is given up is owed no more, until a change or a replay`(backend: StoreBackend) async throws {
        try await backend.withStore { store in
            let claim = try await claimed(store)
            let discarded = try await store.record(claim, .discarded, by: .first, error: "unauthorized")
            #expect(discarded?.state == .discarded && discarded?.dueAt == nil)
            #expect(try await store.nextDue(of: .labs, at: .start) == nil)
            let later = Timestamp.after(.seconds(100))
            #expect(try await store.replay(.init(.state(.discarded), network: nil), at: later) == 1)
            let replayed = try await store.delivery()
            #expect(replayed?.state == .pending && replayed?.dueAt == later && replayed?.attempts == 0)
            #expect(replayed?.lastError == "unauthorized")
            #expect(try await store.replay(.init(.state(.discarded), network: nil), at: later) == 0)
        }
    }

    @Test(arguments: StoreBackend.allCases)
    func `a replay takes a user, a state or all since a moment, of one network or of all`(
        backend: StoreBackend
    ) async throws {
        try await backend.withStore { store in
            for (second, user) in [UserID.ada, .alan, .grace].enumerated() {
                let now = Timestamp.after(.seconds(second))
                _ = try await store.change(.put(user, named: "X", networks: [.labs, .other], at: now))
            }
            func replay(_ criterion: ReplaySelection.Criterion, _ network: NetworkName? = nil) async throws -> Int {
                try await store.replay(ReplaySelection(criterion, network: network), at: .start)
            }
            #expect(try await replay(.since(.after(.seconds(1))), .labs) == 2)
            #expect(try await replay(.since(.after(.seconds(2)))) == 1)
            #expect(try await replay(.user(.ada)) == 2)
            #expect(try await replay(.user(.ada), .other) == 1)
            #expect(try await replay(.user(UserID(stored: "nobody"))) == 0)
            #expect(try await replay(.state(.pending), .other) == 3)
            #expect(try await replay(.state(.confirmed)) == 0)
        }
    }

    @Test(arguments: StoreBackend.allCases)
    func `a replay goes through a backlog of any size`(backend: StoreBackend) async throws {
        try await backend.withStore { store in
            try await withThrowingTaskGroup { group in
                for index in 0..<1500 { group.addTask { try await store.begin(UserID(stored: "user-\(index)")) } }
                try await group.waitForAll()
            }
            let feed = Feed(of: store)
            #expect(try await store.replay(.init(.state(.pending), network: .labs), at: .start) == 1500)
            #expect(Set(feed.events.map(String.init(describing:))).count == 1)
            #expect(try await store.networks(at: .start).map(\.owed) == [1500, 0])
        }
    }

    @Test(arguments: StoreBackend.allCases)
    func `a replay while a ping is in flight is sent after it`(backend: StoreBackend) async throws {
        try await backend.withStore { store in
            let claim = try await claimed(store)
            let feed = Feed(of: store)
            #expect(try await store.replay(.init(.user(.ada), network: nil), at: .start) == 1)
            #expect(feed.take().isEmpty)
            #expect(try await store.acknowledge(claim, by: .first)?.state == .pending)
            #expect(feed.take() == [.owed(.labs)])
        }
    }

    @Test(arguments: StoreBackend.allCases)
    func `a filter by state finds what says that it is in that state`(backend: StoreBackend) async throws {
        try await backend.withStore { store in
            try await makeEveryState(store)
            let now = Timestamp.after(.seconds(20))
            let all = try await store.deliveries(DeliveryQuery(limit: 100), at: now)
            #expect(Set(all.map(\.state)) == Set(Delivery.State.allCases))
            for state in Delivery.State.allCases {
                let found = try await store.deliveries(DeliveryQuery(state: state, limit: 100), at: now)
                #expect(found == all.filter { $0.state == state })
                #expect(!found.isEmpty)
            }
        }
    }

    @Test(arguments: StoreBackend.allCases)
    func `pages of deliveries follow on each other`(backend: StoreBackend) async throws {
        try await backend.withStore { store in
            for user in [UserID.ada, .alan, .grace] {
                _ = try await store.change(.put(user, named: "X", networks: [.labs, .other]))
            }
            var query = DeliveryQuery(limit: 4)
            let first = try await store.deliveries(query, at: .start)
            #expect(first.map(\.user) == [.ada, .alan, .grace, .ada])
            query.after = first.last.map { DeliveryQuery.Position(network: $0.network, user: $0.user) }
            #expect(try await store.deliveries(query, at: .start).map(\.user) == [.alan, .grace])
            query = DeliveryQuery(network: .labs, limit: 10)
            #expect(try await store.deliveries(query, at: .start).map(\.network) == [.labs, .labs, .labs])
            for (network, users) in [(NetworkName.labs, [UserID.alan, .grace]), (.other, [.ada, .alan, .grace])] {
                query = DeliveryQuery(network: network, after: .init(network: .labs, user: .ada), limit: 10)
                #expect(try await store.deliveries(query, at: .start).map(\.user) == users)
            }
        }
    }

    @Test(arguments: StoreBackend.allCases)
    func `networks are added once and know where we are pulled`(backend: StoreBackend) async throws {
        try await backend.withStore { store in
            try await store.setPullURL("https://sso.example.com/{id}", of: .labs)
            try await store.setNetworks([(.labs, "livefyre"), (.other, "livefyre")], at: .after(.seconds(1)))
            try await store.begin()
            let networks = try await store.networks(at: .start)
            #expect(networks.map(\.name) == [.labs, .other])
            #expect(networks.map(\.addedAt) == [.start, .start])
            #expect(networks.map(\.pullURL) == ["https://sso.example.com/{id}", nil])
            #expect(networks.map(\.owed) == [1, 0])
            await #expect(throws: StoreError.unknownNetwork) {
                try await store.setPullURL("https://x.example/{id}", of: NetworkName(stored: "no.such.net"))
            }
        }
    }

    @Test(arguments: StoreBackend.allCases)
    func `what a network is owed that went waits for its return`(backend: StoreBackend) async throws {
        try await backend.withStore { store in
            try await store.begin()
            try await store.setNetworks([(.other, "webhook")], at: .after(.seconds(1)))
            let left = try await store.networks(at: .start)
            #expect(left.map(\.name) == [.other])
            #expect(left.map(\.kind) == ["webhook"])
            try await store.setNetworks([(.labs, "livefyre"), (.other, "webhook")], at: .after(.seconds(2)))
            let all = try await store.networks(at: .start)
            #expect(all.map(\.name) == [.labs, .other])
            #expect(all.map(\.owed) == [1, 0])
            #expect(all.map(\.addedAt) == [.start, .start])
        }
    }

    private func claimed(_ store: any Store) async throws -> Claim {
        try await store.begin(worker: .first)
        return try #require(try await store.claim(1, of: .labs, by: .first, at: .start).first)
    }

    /// Five users in the five states, and more: who were sending when their worker died, were edited since, or of whom
    /// it isn't certain what the network keeps.
    private func makeEveryState(_ store: any Store) async throws {
        func send(_ user: String, by worker: WorkerID = .first) async throws -> Claim {
            try await store.begin(UserID(stored: user))
            return try #require(try await store.claim(1, of: .labs, by: worker, at: .start).first)
        }
        try await store.renew(.first, until: .after(.seconds(60)), at: .start)
        try await store.renew(.second, until: .after(.seconds(10)), at: .start)
        _ = try await send("sending")
        _ = try await send("orphaned", by: .second)
        _ = try await store.record(try await send("discarded"), .discarded, by: .first)
        _ = try await store.acknowledge(try await send("acknowledged"), by: .first)
        let replayed = UserID(stored: "replayed")
        _ = try await store.acknowledge(try await send("replayed"), by: .first)
        _ = try await store.replay(.init(.user(replayed), network: nil), at: .after(.seconds(5)))
        _ = try await store.acknowledge(try await send("confirmed"), by: .first)
        let confirmed = UserID(stored: "confirmed")
        try await store.recordPulls([Pull(network: .labs, user: confirmed, version: 1, at: .start)])
        let doubtful = UserID(stored: "doubtful")
        _ = try await store.acknowledge(try await send("doubtful"), by: .first)
        try await store.pull(2, of: doubtful, at: .start)
        try await store.pull(1, of: doubtful, at: .start)
        let edited = try await send("edited")
        _ = try await store.change(.rename(edited.user, to: "Edited"))
        _ = try await store.acknowledge(edited, by: .first)
        try await store.begin(UserID(stored: "pending"))
    }
}
