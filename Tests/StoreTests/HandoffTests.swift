import Nameplate
import Testing

struct HandoffTests {
    private let code = HandoffCode(from: systemRandomness).digest

    @Test(arguments: StoreBackend.allCases)
    func `a code opens one session, once`(backend: StoreBackend) async throws {
        try await backend.withStore { store in
            try await store.begin()
            try await store.addHandoff(code, for: .ada, profile: nil, expiresAt: .after(.seconds(60)))
            let browser = Browser()
            let signedIn = try await store.redeemHandoff(code, as: browser.request())
            #expect(signedIn?.profile.user == .ada)
            #expect(try await store.signedIn(browser.id) == signedIn)
            #expect(try await store.redeemHandoff(code, as: Browser().request()) == nil)
        }
    }

    @Test(arguments: StoreBackend.allCases)
    func `of many who bring the same code at once, one gets in`(backend: StoreBackend) async throws {
        try await backend.withStore { store in
            try await store.begin()
            try await store.addHandoff(code, for: .ada, profile: nil, expiresAt: .after(.seconds(60)))
            let admitted = try await withThrowingTaskGroup { group in
                for _ in 0..<20 {
                    group.addTask { try await store.redeemHandoff(code, as: Browser().request()) != nil }
                }
                return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(admitted == 1)
            #expect(try await store.sessions(of: .ada, at: .start).count == 1)
        }
    }

    @Test(arguments: StoreBackend.allCases)
    func `an old code and an unknown one open nothing`(backend: StoreBackend) async throws {
        try await backend.withStore { store in
            try await store.begin()
            try await store.addHandoff(code, for: .ada, profile: nil, expiresAt: .after(.seconds(60)))
            let late = Browser().request(at: .after(.seconds(60)))
            #expect(try await store.redeemHandoff(code, as: late) == nil)
            let unknown = HandoffCode(from: systemRandomness).digest
            #expect(try await store.redeemHandoff(unknown, as: Browser().request()) == nil)
        }
    }

    @Test(arguments: StoreBackend.allCases)
    func `a code comes with the profile that it needs, or not at all`(backend: StoreBackend) async throws {
        try await backend.withStore { store in
            let end = Timestamp.after(.seconds(60))
            await #expect(throws: StoreError.unknownUser) {
                try await store.addHandoff(code, for: .ada, profile: nil, expiresAt: end)
            }
            try await store.addHandoff(code, for: .ada, profile: .put(.ada, named: "Ada"), expiresAt: end)
            #expect(try await store.delivery()?.state == .pending)
            await #expect(throws: StoreError.versionMismatch(current: 1)) {
                let stale = try ProfileTransaction.patch(.ada, ["bio": .string("x")], if: .version(5))
                try await store.addHandoff(
                    HandoffCode(from: systemRandomness).digest,
                    for: .ada,
                    profile: stale,
                    expiresAt: end
                )
            }
            #expect(try await store.redeemHandoff(code, as: Browser().request()) != nil)
        }
    }

    @Test(arguments: StoreBackend.allCases)
    func `a code of a disabled user is refused and used up`(backend: StoreBackend) async throws {
        try await backend.withStore { store in
            try await store.begin()
            try await store.addHandoff(code, for: .ada, profile: nil, expiresAt: .after(.seconds(60)))
            _ = try await store.change(.patch(.ada, ["disabled": .bool(true)]))
            await #expect(throws: StoreError.cannotSignIn) {
                try await store.redeemHandoff(code, as: Browser().request())
            }
            #expect(try await store.redeemHandoff(code, as: Browser().request()) == nil)
        }
    }

    @Test(arguments: StoreBackend.allCases)
    func `a sweep leaves codes that are still good`(backend: StoreBackend) async throws {
        try await backend.withStore { store in
            try await store.begin()
            try await store.addHandoff(code, for: .ada, profile: nil, expiresAt: .after(.seconds(60)))
            try await store.sweep(at: .after(.seconds(59)))
            let browser = Browser().request(at: .after(.seconds(59)))
            #expect(try await store.redeemHandoff(code, as: browser) != nil)
        }
    }
}
