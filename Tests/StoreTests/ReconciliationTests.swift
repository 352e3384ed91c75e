import Nameplate
import Testing

/// Going through all profiles, and owing a network what it doesn't have.
struct ReconciliationTests {
    @Test(arguments: StoreBackend.allCases)
    func `all is owed that isn't confirmed, and nothing that is or that is owed already`(
        backend: StoreBackend
    ) async throws {
        try await backend.withStore { store in
            try await makeRows(store)
            let feed = Feed(of: store)
            let now = Timestamp.after(.seconds(60))
            let result = try await store.reconcile(Reconciliation(.everything, of: .labs, limit: 100), at: now)
            #expect(result == Reconciliation.Result(examined: 7, owed: 5, next: nil))
            #expect(feed.take() == [.owed(.labs)])
            let rows = try await store.deliveries(DeliveryQuery(network: .labs, limit: 100), at: now)
            let owed = rows.filter { $0.dueAt == now }.map(\.user.text)
            #expect(owed == ["acknowledged", "discarded", "drifted", "erased", "missing"])
            #expect(rows.first { $0.user.text == "missing" }?.wantedVersion == 1)
            #expect(rows.first { $0.user.text == "erased" }?.wantedVersion == 2)
            #expect(rows.first { $0.user.text == "confirmed" }?.state == .confirmed)
            #expect(rows.first { $0.user.text == "pending" }?.dueAt == .start)
            let again = try await store.reconcile(Reconciliation(.everything, of: .labs, limit: 100), at: now)
            #expect(again.owed == 0 && feed.take().isEmpty)
        }
    }

    @Test(arguments: StoreBackend.allCases)
    func `of what drifted only that is owed, and what the network has an older version of`(
        backend: StoreBackend
    ) async throws {
        try await backend.withStore { store in
            try await makeRows(store)
            // A change that this network was not owed, since it was not configured then.
            let change = try ProfileTransaction.patch(
                UserID(stored: "confirmed"),
                ["bio": .string("x")],
                networks: [.other]
            )
            _ = try await store.change(change)
            let now = Timestamp.after(.seconds(60))
            let result = try await store.reconcile(Reconciliation(.drifted, of: .labs, limit: 100), at: now)
            #expect(result.examined == 7 && result.owed == 2)
            let rows = try await store.deliveries(DeliveryQuery(state: .pending, network: .labs, limit: 9), at: now)
            #expect(rows.filter { $0.dueAt == now }.map(\.user.text) == ["confirmed", "drifted"])
            #expect(rows.map(\.wantedVersion) == [2, 1, 1])
            #expect(rows.allSatisfy { $0.driftedAt == nil && $0.repairs == 0 })
        }
    }

    @Test(arguments: StoreBackend.allCases)
    func `it goes on where a page has ended, however large the pages are`(backend: StoreBackend) async throws {
        try await backend.withStore { store in
            let users = (0..<1203).map { UserID(stored: "user-\(10_000 + $0)") }
            try await withThrowingTaskGroup { group in
                for user in users { group.addTask { _ = try await store.change(.put(user, named: "X", networks: [])) } }
                try await group.waitForAll()
            }
            var reconciliation = Reconciliation(.everything, of: .labs, limit: 1)
            let first = try await store.reconcile(reconciliation, at: .start)
            #expect(first == Reconciliation.Result(examined: 1, owed: 1, next: users[0]))
            (reconciliation.after, reconciliation.limit) = (first.next, 1101)
            let second = try await store.reconcile(reconciliation, at: .start)
            #expect(second == Reconciliation.Result(examined: 1101, owed: 1101, next: users[1101]))
            (reconciliation.after, reconciliation.limit) = (second.next, 5000)
            let last = try await store.reconcile(reconciliation, at: .start)
            #expect(last == Reconciliation.Result(examined: 101, owed: 101, next: nil))
            #expect(try await store.networks(at: .start).map(\.owed) == [1203, 0])
        }
    }

    @Test(arguments: StoreBackend.allCases)
    func `profiles that were changed before a moment may be passed over`(backend: StoreBackend) async throws {
        try await backend.withStore { store in
            _ = try await store.change(.put(.ada, named: "Ada", networks: []))
            _ = try await store.change(.put(.grace, named: "Grace", networks: [], at: .after(.seconds(10))))
            let since = Reconciliation(.everything, of: .labs, limit: 10, since: .after(.seconds(10)))
            let result = try await store.reconcile(since, at: .after(.seconds(20)))
            #expect(result == Reconciliation.Result(examined: 2, owed: 1, next: nil))
            #expect(try await store.delivery(.ada) == nil)
            #expect(try await store.delivery(.grace)?.dueAt == .after(.seconds(20)))
        }
    }

    @Test(arguments: StoreBackend.allCases)
    func `after a restore all versions are lifted above any that were issued, and all is owed`(
        backend: StoreBackend
    ) async throws {
        try await backend.withStore { store in
            try await makeRows(store)
            _ = try await store.change(.put(.ada, named: "Ada", networks: [.labs, .other]))
            // What was pulled was issued before what is here now was backed up.
            try await store.pull(9, of: .ada, at: .after(.seconds(1)))
            let feed = Feed(of: store)
            let now = Timestamp.after(.seconds(60))
            let lift = Reconciliation(.everything, of: .labs, limit: 100, lift: 1000)
            #expect(try await store.reconcile(lift, at: now).owed == 8)
            let told = feed.take()
            #expect(told.contains(.profile(.ada, version: 1001)) && told.contains(.profile(.erased, version: 1002)))
            #expect(told.contains(.owed(.labs)) && told.contains(.owed(.other)))
            #expect(try await store.profile(of: .ada)?.version == 1001)
            #expect(try await store.profile(of: .ada)?.changedAt == .start)
            #expect(try await store.deliveries(for: .ada, at: now).map(\.wantedVersion) == [1001, 1001])
            #expect(try await store.deliveries(for: .erased, at: now).map(\.network) == [.labs])
            let newest = try #require(try await store.timeline(of: .ada, before: nil, limit: 1)?.entries.first)
            let lifted = PastActivity(at: now, actor: "service", kind: "lifted", version: 1001, detail: nil)
            #expect(newest == .activity(lifted))
            #expect(try await store.change(.rename(.ada, to: "Ada L.", at: now)).profile.version == 1002)
        }
    }

    @Test(arguments: StoreBackend.allCases)
    func `an edit made while all is gone through is not swallowed`(backend: StoreBackend) async throws {
        try await backend.withStore { store in
            let users = (0..<40).map { UserID(stored: "user-\($0)") }
            for user in users { try await store.begin(user) }
            try await withThrowingTaskGroup { group in
                for user in users { group.addTask { _ = try await store.change(.rename(user, to: "New")) } }
                group.addTask {
                    let all = Reconciliation(.everything, of: .labs, limit: 100, lift: 10)
                    _ = try await store.reconcile(all, at: .start)
                }
                try await group.waitForAll()
            }
            for user in users {
                let version = try await store.profile(of: user)?.version
                #expect(version == 12)
                #expect(try await store.delivery(user)?.wantedVersion == version)
            }
        }
    }

    @Test(arguments: StoreBackend.allCases)
    func `of several who would go through all of it one does, each time the span is over`(
        backend: StoreBackend
    ) async throws {
        try await backend.withStore { store in
            func take(at now: Timestamp) async throws -> Int {
                try await withThrowingTaskGroup { group in
                    for _ in 0..<5 {
                        group.addTask { try await store.takeReconciliation(of: .labs, every: .seconds(86400), at: now) }
                    }
                    return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
                }
            }
            let first = try await take(at: .start)
            #expect(first == 1)
            #expect(try await take(at: .after(.seconds(86399))) == 0)
            #expect(try await take(at: .after(.seconds(86400))) == 1)
            #expect(try await store.networks(at: .start).map(\.reconciledAt) == [.after(.seconds(86400)), nil])
            #expect(try await store.takeReconciliation(of: .other, every: .seconds(86400), at: .start))
            // A clock that was days ahead doesn't put it off for days.
            #expect(try await take(at: .start - .seconds(86400)) == 1)
        }
    }

    /// One user in each state that matters here.
    private func makeRows(_ store: any Store) async throws {
        func begin(_ name: String) async throws -> UserID {
            let user = UserID(stored: name)
            try await store.begin(user)
            return user
        }
        let drifted = try await begin("drifted")
        for _ in 0...Delivery.mostRepairs {
            try await store.send(pullBy: .start)
            _ = try await store.repair(at: .start)
        }
        #expect(try await store.delivery(drifted)?.driftedAt == .start)
        let discarded = try await begin("discarded")
        let claim = try #require(try await store.claim(1, of: .labs, by: .first, at: .start).first)
        #expect(claim.user == discarded)
        _ = try await store.record(claim, .discarded, by: .first)
        let confirmed = try await begin("confirmed")
        _ = try await begin("acknowledged")
        _ = try await begin("erased")
        _ = try await store.change(.erase(.erased))
        try await store.send()
        try await store.pull(1, of: confirmed, at: .start)
        _ = try await begin("pending")
        _ = try await store.change(.put(UserID(stored: "missing"), named: "X", networks: []))
    }
}

extension UserID {
    fileprivate static let erased = UserID(stored: "erased")
}
