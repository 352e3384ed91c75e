import Nameplate
import Testing

struct FeedTests {
    @Test(arguments: StoreBackend.allCases)
    func `a change tells its version, the sessions it ended and what nobody holds`(
        backend: StoreBackend
    ) async throws {
        try await backend.withStore { store in
            let feed = Feed(of: store)
            try await store.begin()
            #expect(feed.take() == [.profile(.ada, version: 1), .owed(.labs)])
            let browser = Browser()
            _ = try await store.signIn(browser.signIn(.ada))
            #expect(feed.take().isEmpty)
            _ = try await store.change(.patch(.ada, ["disabled": .bool(true)]))
            let told = Set(feed.take().map(String.init(describing:)))
            let expected: [Committed] = [
                .profile(.ada, version: 2), .owed(.labs), .sessionsEnded([browser.id], user: .ada, .disabled),
            ]
            #expect(told == Set(expected.map(String.init(describing:))))
        }
    }

    @Test(arguments: StoreBackend.allCases)
    func `a delivery that a worker holds is not told as owed`(backend: StoreBackend) async throws {
        try await backend.withStore { store in
            try await store.begin(worker: .first)
            let feed = Feed(of: store)
            _ = try await store.change(.rename(.ada, to: "Ada", lease: .first))
            _ = try await store.change(.rename(.ada, to: "Ada L."))
            #expect(feed.take() == [.profile(.ada, version: 2), .profile(.ada, version: 3)])
        }
    }

    @Test(arguments: StoreBackend.allCases)
    func `an outcome that leaves something owed tells it, and others tell nothing`(
        backend: StoreBackend
    ) async throws {
        try await backend.withStore { store in
            try await store.begin(worker: .first)
            let feed = Feed(of: store)
            func claim() async throws -> Claim {
                try #require(try await store.claim(1, of: .labs, by: .first, at: .start).first)
            }
            _ = try await store.record(try await claim(), .retry(at: .start), by: .first)
            #expect(feed.take() == [.owed(.labs)])
            _ = try await store.record(try await claim(), .released, by: .first)
            #expect(feed.take() == [.owed(.labs)])
            _ = try await store.acknowledge(try await claim(), by: .first)
            #expect(feed.take().isEmpty)
        }
    }

    @Test(arguments: StoreBackend.allCases)
    func `a caller is answered after the feed was told, and reads what it wrote`(backend: StoreBackend) async throws {
        try await backend.withStore { store in
            let feed = Feed(of: store)
            try await withThrowingTaskGroup { group in
                for index in 0..<100 {
                    group.addTask {
                        let user = UserID(stored: "user-\(index)")
                        try await store.begin(user)
                        #expect(feed.events.contains(.profile(user, version: 1)))
                        #expect(try await store.profile(of: user)?.version == 1)
                        #expect(try await store.delivery(user)?.wantedVersion == 1)
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test(arguments: StoreBackend.allCases)
    func `versions of one user are told in their order`(backend: StoreBackend) async throws {
        try await backend.withStore { store in
            let feed = Feed(of: store)
            try await store.begin()
            try await withThrowingTaskGroup { group in
                for index in 0..<200 {
                    group.addTask { _ = try await store.change(.rename(.ada, to: "Ada \(index)")) }
                }
                try await group.waitForAll()
            }
            let versions = feed.events.compactMap { event -> Int64? in
                guard case .profile(.ada, let version) = event else { return nil }
                return version
            }
            #expect(versions == Array(1...201))
        }
    }
}
