import Nameplate
import Testing

struct CycleTests {
    @Test(arguments: StoreBackend.allCases)
    func `a cycle replaces the secret and keeps the session`(backend: StoreBackend) async throws {
        try await backend.withStore { store in
            let browser = try await signedInBrowser(store)
            let feed = Feed(of: store)
            let outcome = try #require(try await store.cycle(browser.cycle(at: .after(.seconds(7)))))
            #expect(outcome.secret != browser.credential.secret)
            #expect(outcome.signedIn.session.id == browser.id)
            #expect(outcome.signedIn.session.lastSeenAt == .after(.seconds(7)))
            #expect(outcome.signedIn.session.expiresAt == .after(.seconds(14 * 86400 + 7)))
            #expect(outcome.signedIn.keys.secretHash == outcome.secret.digest)
            #expect(try await store.signedIn(browser.id) == outcome.signedIn)
            #expect(feed.events == [.session(browser.id)])
        }
    }

    @Test(arguments: StoreBackend.allCases)
    func `a lost answer is given again, and two tabs that race get the same secret`(
        backend: StoreBackend
    ) async throws {
        try await backend.withStore { store in
            let browser = try await signedInBrowser(store)
            let secrets = try await withThrowingTaskGroup { group in
                for _ in 0..<20 { group.addTask { try await store.cycle(browser.cycle())?.secret } }
                return try await group.reduce(into: [SessionSecret?]()) { $0.append($1) }
            }
            let first = try #require(secrets[0])
            #expect(secrets.count == 20)
            #expect(secrets.allSatisfy { $0 == first })
            #expect(try await store.cycle(browser.cycle(bringing: first))?.secret == first)
        }
    }

    @Test(arguments: StoreBackend.allCases)
    func `the old secret is forgotten 30 s after the new one arrived, and not before`(
        backend: StoreBackend
    ) async throws {
        try await backend.withStore { store in
            let browser = try await signedInBrowser(store)
            let next = try #require(try await store.cycle(browser.cycle())?.secret)
            try await store.sweep(at: .after(.seconds(3600)))
            #expect(try await store.cycle(browser.cycle(at: .after(.seconds(3600))))?.secret == next)
            try await store.touch(
                browser.id,
                isConfirmed: true,
                limits: SessionLimits(),
                at: .after(.seconds(3600))
            )
            #expect(try await store.signedIn(browser.id)?.keys.confirmedAt == .after(.seconds(3600)))
            try await store.sweep(at: .after(.milliseconds(3_629_999)))
            #expect(try await store.signedIn(browser.id)?.keys.previousHash != nil)
            try await store.sweep(at: .after(.seconds(3630)))
            let keys = try #require(try await store.signedIn(browser.id)?.keys)
            #expect(keys.previousHash == nil && keys.handover == nil)
            #expect(try await store.cycle(browser.cycle(at: .after(.seconds(3631)))) == nil)
            #expect(try await store.cycle(browser.cycle(bringing: next, at: .after(.seconds(3631)))) != nil)
        }
    }

    @Test(arguments: StoreBackend.allCases)
    func `a secret of nobody's is refused and changes nothing`(backend: StoreBackend) async throws {
        try await backend.withStore { store in
            let browser = try await signedInBrowser(store)
            let before = try await store.signedIn(browser.id)
            let feed = Feed(of: store)
            let wrong = SessionSecret(from: systemRandomness)
            #expect(try await store.cycle(browser.cycle(bringing: wrong, at: .after(.seconds(1)))) == nil)
            #expect(try await store.cycle(Browser().cycle()) == nil)
            #expect(try await store.signedIn(browser.id) == before)
            #expect(feed.events.isEmpty)
        }
    }

    @Test(arguments: StoreBackend.allCases)
    func `a cycle revives no session`(backend: StoreBackend) async throws {
        try await backend.withStore { store in
            let expired = try await signedInBrowser(store)
            #expect(try await store.cycle(expired.cycle(at: .after(.seconds(14 * 86400)))) == nil)
            let ended = try await signedInBrowser(store)
            try await store.endSessions(.one(ended.id, of: .ada), because: .here, at: .start)
            #expect(try await store.cycle(ended.cycle()) == nil)
            #expect(try await store.signedIn(ended.id) == nil)
        }
    }

    @Test(arguments: StoreBackend.allCases)
    func `a logout that races cycles wins in the end`(backend: StoreBackend) async throws {
        try await backend.withStore { store in
            let browser = try await signedInBrowser(store)
            try await withThrowingTaskGroup { group in
                for _ in 0..<10 { group.addTask { _ = try await store.cycle(browser.cycle()) } }
                group.addTask { try await store.endSessions(.all(of: .ada), because: .everywhere, at: .start) }
                for _ in 0..<10 { group.addTask { _ = try await store.cycle(browser.cycle()) } }
                try await group.waitForAll()
            }
            #expect(try await store.signedIn(browser.id) == nil)
        }
    }

    private func signedInBrowser(_ store: any Store) async throws -> Browser {
        try await store.begin()
        let browser = Browser()
        _ = try await store.signIn(browser.signIn(.ada))
        return browser
    }
}
