import Nameplate
import Testing

/// Pulls of two versions that overlap: the network may have kept the older.
struct DoubtTests {
    @Test(arguments: StoreBackend.allCases)
    func `an older version that is pulled late is asked for again, and then it is certain`(
        backend: StoreBackend
    ) async throws {
        try await backend.withStore { store in
            try await renamed(store)
            try await store.pull(2, at: .after(.seconds(10)))
            #expect(try await store.delivery()?.state == .confirmed)
            try await store.pull(1, at: .after(.seconds(12)))
            try await expectRepair(of: store, at: .after(.seconds(42)))
        }
    }

    @Test(arguments: StoreBackend.allCases)
    func `so is a newer version that is pulled soon after an older`(backend: StoreBackend) async throws {
        try await backend.withStore { store in
            try await store.begin()
            try await store.send()
            try await store.pull(1, at: .after(.seconds(1)))
            #expect(try await store.delivery()?.state == .confirmed)
            _ = try await store.change(.rename(.ada, to: "Ada", at: .after(.seconds(5))))
            try await store.send(at: .after(.seconds(5)))
            try await store.pull(2, at: .after(.seconds(6)))
            try await expectRepair(of: store, at: .after(.seconds(36)))
        }
    }

    @Test(arguments: StoreBackend.allCases)
    func `it is the same when the pulls come before the acknowledgement`(backend: StoreBackend) async throws {
        try await backend.withStore { store in
            try await renamed(store, isSent: false)
            try await store.recordPulls([
                Pull(network: .labs, user: .ada, version: 1, at: .after(.seconds(1))),
                Pull(network: .labs, user: .ada, version: 2, at: .after(.seconds(2))),
            ])
            #expect(try await store.delivery()?.loopAt == nil)
            let sent = try await store.send(at: .after(.seconds(3)), pullBy: .after(.seconds(1200)))
            #expect(sent.first??.state == .acknowledged)
            try await expectRepair(of: store, at: .after(.seconds(32)))
        }
    }

    @Test(arguments: StoreBackend.allCases)
    func `pulls half a minute apart are certain`(backend: StoreBackend) async throws {
        try await backend.withStore { store in
            try await renamed(store)
            try await store.pull(1, at: .after(.seconds(1)))
            try await store.pull(2, at: .after(.seconds(30)))
            #expect(try await store.delivery()?.isInDoubt == true)
            try await store.pull(2, at: .after(.seconds(31)))
            let delivery = try #require(try await store.delivery())
            #expect(delivery.state == .confirmed && delivery.loopAt == nil)
            #expect(delivery.pulledAt == .after(.seconds(31)) && delivery.olderPulledAt == .after(.seconds(1)))
        }
    }

    @Test(arguments: StoreBackend.allCases)
    func `a pull that is noted late takes nothing back`(backend: StoreBackend) async throws {
        try await backend.withStore { store in
            try await renamed(store)
            try await store.pull(2, at: .after(.seconds(100)))
            try await store.pull(2, at: .after(.seconds(50)))
            try await store.pull(1, at: .after(.seconds(10)))
            let delivery = try #require(try await store.delivery())
            #expect(delivery.pulledAt == .after(.seconds(100)) && delivery.state == .confirmed)
        }
    }

    @Test(arguments: StoreBackend.allCases)
    func `pulls of what the network was never owed change nothing, and those of others go on`(
        backend: StoreBackend
    ) async throws {
        try await backend.withStore { store in
            try await renamed(store)
            let before = try await store.recordPulls([
                Pull(network: .other, user: .ada, version: 2, at: .start),
                Pull(network: .labs, user: .grace, version: 2, at: .start),
                Pull(network: .labs, user: .ada, version: 1, at: .start),
                Pull(network: .labs, user: .ada, version: 2, at: .start),
            ])
            #expect(before.map { $0?.pulledVersion } == [nil, nil, 0, 1])
            #expect(try await store.deliveries(for: .ada, at: .start).map(\.pulledVersion) == [2])
            #expect(try await store.deliveries(for: .grace, at: .start).isEmpty)
        }
    }

    private func renamed(_ store: any Store, isSent: Bool = true) async throws {
        try await store.begin()
        _ = try await store.change(.rename(.ada, to: "Ada"))
        if isSent { try await store.send() }
    }

    /// It is in doubt and pinged again then, and a pull that begins after that confirms it.
    private func expectRepair(of store: any Store, at moment: Timestamp) async throws {
        let doubtful = try #require(try await store.delivery())
        #expect(doubtful.isInDoubt && doubtful.state == .acknowledged)
        #expect(doubtful.loopAt == moment)
        #expect(try await store.repair(at: moment - .milliseconds(1)) == 0)
        #expect(try await store.repair(at: moment) == 1)
        // The network has its time to read.
        try await store.send(at: moment, pullBy: moment + .seconds(1200))
        let sent = try await store.delivery(at: moment)
        #expect(sent?.state == .acknowledged && sent?.loopAt == moment + .seconds(1200))
        try await store.pull(2, at: moment + .milliseconds(1))
        let certain = try #require(try await store.delivery(at: moment))
        #expect(certain.state == .confirmed && !certain.isInDoubt && certain.loopAt == nil && certain.repairs == 0)
    }
}
