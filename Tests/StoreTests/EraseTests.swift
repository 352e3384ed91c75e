import Nameplate
import Testing

struct EraseTests {
    @Test(arguments: StoreBackend.allCases)
    func `an erased user has a name, a new version and nothing else`(backend: StoreBackend) async throws {
        try await backend.withStore { store in
            _ = try await store.change(.put(.ada, named: "Ada", password: "$argon2id$x"))
            _ = try await store.change(.patch(.ada, ["email": .string("ada@example.com"), "disabled": .bool(true)]))
            let outcome = try await store.change(.erase(.ada, at: .after(.seconds(1))))
            #expect(outcome.isChange)
            #expect(outcome.profile.version == 3)
            #expect(outcome.profile.erasedAt == .after(.seconds(1)))
            #expect(outcome.profile.fields == .erased(name: try DisplayName("Deleted user")))
            #expect(try await store.profile(of: .ada) == outcome.profile)
            #expect(try await store.credential(of: .ada) == Credential(passwordHash: nil, canSignIn: false))
            #expect(outcome.deliveries.map(\.wantedVersion) == [3])
            #expect(try await store.delivery()?.state == .pending)
        }
    }

    @Test(arguments: StoreBackend.allCases)
    func `erasing ends sessions and codes`(backend: StoreBackend) async throws {
        try await backend.withStore { store in
            try await store.begin()
            let browser = Browser()
            let code = HandoffCode(from: systemRandomness).digest
            _ = try await store.signIn(browser.signIn(.ada))
            try await store.addHandoff(code, for: .ada, profile: nil, expiresAt: .after(.seconds(60)))
            let feed = Feed(of: store)
            _ = try await store.change(.erase(.ada))
            #expect(feed.events.contains(.sessionsEnded([browser.id], user: .ada, .erased)))
            #expect(try await store.signedIn(browser.id) == nil)
            #expect(try await store.redeemHandoff(code, as: Browser().request()) == nil)
            await #expect(throws: StoreError.cannotSignIn) { try await store.signIn(Browser().signIn(.ada)) }
        }
    }

    @Test(arguments: StoreBackend.allCases)
    func `an erased id is never used again`(backend: StoreBackend) async throws {
        try await backend.withStore { store in
            try await store.begin()
            _ = try await store.change(.erase(.ada))
            await #expect(throws: StoreError.erased) { try await store.change(.put(.ada, named: "Ada")) }
            await #expect(throws: StoreError.erased) { try await store.change(.rename(.ada, to: "Ada")) }
            await #expect(throws: StoreError.erased) {
                try await store.change(
                    ProfileTransaction(
                        user: .ada,
                        edit: .upsert(try ProfileChange(patch: ["display_name": .string("Ada")], by: .backend)),
                        networks: [],
                        actor: .backend,
                        now: .start
                    )
                )
            }
            await #expect(throws: StoreError.erased) {
                try await store.setPassword(
                    PasswordTransaction(
                        user: .ada,
                        passwordHash: "$x",
                        keeping: nil,
                        actor: .backend,
                        now: .start
                    )
                )
            }
            await #expect(throws: StoreError.erased) {
                try await store.addHandoff(
                    HandoffCode(from: systemRandomness).digest,
                    for: .ada,
                    profile: nil,
                    expiresAt: .start
                )
            }
            #expect(try await store.profile(of: .ada)?.version == 2)
        }
    }

    @Test(arguments: StoreBackend.allCases)
    func `erasing again is no change`(backend: StoreBackend) async throws {
        try await backend.withStore { store in
            try await store.begin()
            let first = try await store.change(.erase(.ada))
            let second = try await store.change(.erase(.ada, at: .after(.seconds(1))))
            #expect(!second.isChange)
            #expect(second.profile == first.profile)
        }
    }

    @Test(arguments: StoreBackend.allCases)
    func `the erased are in no page of users`(backend: StoreBackend) async throws {
        try await backend.withStore { store in
            try await store.begin(.ada)
            try await store.begin(.grace)
            _ = try await store.change(.erase(.ada))
            #expect(try await store.profiles(after: nil, limit: 10).map(\.user) == [.grace])
        }
    }
}
