import Nameplate
import Testing

struct SessionTests {
    @Test(arguments: StoreBackend.allCases)
    func `a sign-in gives a session with the profile of the moment`(backend: StoreBackend) async throws {
        try await backend.withStore { store in
            try await store.begin()
            let browser = Browser()
            let signedIn = try await store.signIn(browser.signIn(.ada))
            #expect(signedIn.session.user == .ada)
            #expect(signedIn.session.expiresAt == .after(.seconds(14 * 86400)))
            #expect(signedIn.keys == SessionKeys(secretHash: browser.credential.secret.digest))
            #expect(try await store.signedIn(browser.id) == signedIn)
            _ = try await store.change(.rename(.ada, to: "Ada L."))
            #expect(try await store.signedIn(browser.id)?.profile.fields.displayName.text == "Ada L.")
        }
    }

    @Test(arguments: StoreBackend.allCases)
    func `nobody who isn't there can sign in`(backend: StoreBackend) async throws {
        try await backend.withStore { store in
            await #expect(throws: StoreError.unknownUser) { try await store.signIn(Browser().signIn(.ada)) }
            let credential = try await store.credential(of: .ada)
            #expect(credential == nil)
            #expect(try await store.signedIn(Browser().id) == nil)
        }
    }

    @Test(arguments: StoreBackend.allCases)
    func `a sign-in ends the session that the browser had, whoever it was`(backend: StoreBackend) async throws {
        try await backend.withStore { store in
            try await store.begin(.ada)
            try await store.begin(.grace)
            let (old, new) = (Browser(), Browser())
            _ = try await store.signIn(old.signIn(.ada))
            let feed = Feed(of: store)
            _ = try await store.signIn(new.signIn(.grace, replacing: old.id))
            #expect(feed.events == [.sessionsEnded([old.id], user: .ada, .ended)])
            #expect(try await store.signedIn(old.id) == nil)
        }
    }

    @Test(arguments: StoreBackend.allCases)
    func `the oldest sessions end beyond the limit`(backend: StoreBackend) async throws {
        try await backend.withStore { store in
            try await store.begin()
            let limits = SessionLimits(perUser: 2)
            let browsers = [Browser(), Browser(), Browser()]
            let feed = Feed(of: store)
            for (second, browser) in browsers.enumerated() {
                _ = try await store.signIn(browser.signIn(.ada, limits: limits, at: .after(.seconds(second))))
            }
            #expect(feed.events == [.sessionsEnded([browsers[0].id], user: .ada, .ended)])
            let left = try await store.sessions(of: .ada, at: .after(.seconds(3)))
            #expect(left.map(\.id) == [browsers[2].id, browsers[1].id])
        }
    }

    @Test(arguments: StoreBackend.allCases)
    func `sessions end one by one, all but one, and all`(backend: StoreBackend) async throws {
        try await backend.withStore { store in
            try await store.begin(.ada)
            try await store.begin(.grace)
            let ids = try await signIn(4, as: .ada, in: store)
            let hers = try await signIn(1, as: .grace, in: store)
            let feed = Feed(of: store)
            #expect(try await store.endSessions(.one(ids[0], of: .grace), because: .here, at: .start) == [])
            #expect(try await store.endSessions(.one(ids[0], of: .ada), because: .here, at: .start) == [ids[0]])
            #expect(try await store.endSessions(.one(ids[0], of: .ada), because: .here, at: .start) == [])
            #expect(feed.take() == [.sessionsEnded([ids[0]], user: .ada, .here)])
            let elsewhere = try await store.endSessions(
                .others(than: ids[1], of: .ada),
                because: .elsewhere,
                at: .start
            )
            #expect(Set(elsewhere) == Set(ids[2...]))
            #expect(try await store.endSessions(.all(of: .ada), because: .everywhere, at: .start) == [ids[1]])
            #expect(try await store.sessions(of: .ada, at: .start).isEmpty)
            #expect(try await store.signedIn(hers[0]) != nil)
        }
    }

    @Test(arguments: StoreBackend.allCases)
    func `only sessions that were alive are told of`(backend: StoreBackend) async throws {
        try await backend.withStore { store in
            try await store.begin()
            let old = try await signIn(1, as: .ada, in: store)
            let later = Timestamp.after(.seconds(15 * 86400))
            let new = Browser()
            _ = try await store.signIn(new.signIn(.ada, at: later))
            #expect(try await store.sessions(of: .ada, at: later).map(\.id) == [new.id])
            #expect(try await store.endSessions(.all(of: .ada), because: .everywhere, at: later) == [new.id])
            #expect(try await store.signedIn(old[0]) == nil)
        }
    }

    @Test(arguments: StoreBackend.allCases)
    func `use moves the idle limit and never the absolute one`(backend: StoreBackend) async throws {
        try await backend.withStore { store in
            try await store.begin()
            let browser = Browser()
            _ = try await store.signIn(browser.signIn(.ada))
            let day = 86400
            let feed = Feed(of: store)
            try await store.touch(
                browser.id,
                isConfirmed: false,
                limits: SessionLimits(),
                at: .after(.seconds(10 * day))
            )
            #expect(try await store.signedIn(browser.id)?.session.expiresAt == .after(.seconds(24 * day)))
            #expect(feed.take() == [.session(browser.id)])
            try await store.touch(
                browser.id,
                isConfirmed: false,
                limits: SessionLimits(),
                at: .after(.seconds(20 * day))
            )
            #expect(try await store.signedIn(browser.id)?.session.expiresAt == .after(.seconds(30 * day)))
            let end = Timestamp.after(.seconds(30 * day))
            try await store.touch(browser.id, isConfirmed: false, limits: SessionLimits(), at: end)
            #expect(try await store.signedIn(browser.id)?.session.lastSeenAt == .after(.seconds(20 * day)))
        }
    }

    @Test(arguments: StoreBackend.allCases)
    func `a new password ends the other sessions`(backend: StoreBackend) async throws {
        try await backend.withStore { store in
            try await store.begin()
            let ids = try await signIn(3, as: .ada, in: store)
            let feed = Feed(of: store)
            try await store.setPassword(
                PasswordTransaction(
                    user: .ada,
                    passwordHash: "$argon2id$1",
                    keeping: ids[1],
                    actor: .reader,
                    now: .start
                )
            )
            #expect(try await store.credential(of: .ada)?.passwordHash == "$argon2id$1")
            #expect(try await store.sessions(of: .ada, at: .start).map(\.id) == [ids[1]])
            #expect(feed.events.count == 1)
            try await store.setPassword(
                PasswordTransaction(
                    user: .ada,
                    passwordHash: "$argon2id$2",
                    keeping: nil,
                    actor: .backend,
                    now: .start
                )
            )
            #expect(try await store.sessions(of: .ada, at: .start).isEmpty)
            #expect(feed.events.last == .sessionsEnded([ids[1]], user: .ada, .password))
        }
    }

    @Test(arguments: StoreBackend.allCases)
    func `a password that comes with a profile ends the sessions of a user who was there`(
        backend: StoreBackend
    ) async throws {
        try await backend.withStore { store in
            let created = try await store.change(.put(.ada, named: "Ada", password: "$argon2id$1"))
            #expect(created.isNew)
            let ids = try await signIn(1, as: .ada, in: store)
            let feed = Feed(of: store)
            let same = try await store.change(.put(.ada, named: "Ada", password: "$argon2id$2"))
            #expect(!same.isChange)
            #expect(try await store.credential(of: .ada)?.passwordHash == "$argon2id$2")
            #expect(feed.events == [.sessionsEnded(ids, user: .ada, .password)])
        }
    }

    @Test(arguments: StoreBackend.allCases)
    func `a stronger hash of the same password ends nothing`(backend: StoreBackend) async throws {
        try await backend.withStore { store in
            _ = try await store.change(.put(.ada, named: "Ada", password: "$argon2id$weak"))
            let ids = try await signIn(1, as: .ada, in: store)
            _ = try await store.signIn(
                SignIn(user: .ada, browser: Browser().request(), upgradedHash: "$argon2id$strong")
            )
            #expect(try await store.credential(of: .ada)?.passwordHash == "$argon2id$strong")
            #expect(try await store.signedIn(ids[0]) != nil)
        }
    }

    @Test(arguments: StoreBackend.allCases)
    func `a password that was replaced while it was being checked opens nothing and changes nothing`(
        backend: StoreBackend
    ) async throws {
        try await backend.withStore { store in
            _ = try await store.change(.put(.ada, named: "Ada", password: "$argon2id$new"))
            let late = SignIn(
                user: .ada,
                browser: Browser().request(),
                verifiedHash: "$argon2id$old",
                upgradedHash: "$argon2id$old-but-strong"
            )
            await #expect(throws: StoreError.cannotSignIn) { try await store.signIn(late) }
            let change = PasswordTransaction(
                user: .ada,
                passwordHash: "$argon2id$mine",
                verifiedHash: "$argon2id$old",
                keeping: nil,
                actor: .reader,
                now: .start
            )
            await #expect(throws: StoreError.cannotSignIn) { try await store.setPassword(change) }
            #expect(try await store.credential(of: .ada)?.passwordHash == "$argon2id$new")
        }
    }

    @Test(arguments: StoreBackend.allCases)
    func `a sweep ends what has expired and leaves the rest`(backend: StoreBackend) async throws {
        try await backend.withStore { store in
            try await store.begin()
            let old = try await signIn(2, as: .ada, in: store)
            let later = Timestamp.after(.seconds(14 * 86400))
            let new = Browser()
            _ = try await store.signIn(new.signIn(.ada, at: later - .seconds(1)))
            let feed = Feed(of: store)
            try await store.sweep(at: later)
            #expect(try await store.signedIn(old[0]) == nil)
            #expect(try await store.signedIn(new.id) != nil)
            let told = try #require(feed.events.first)
            let orders = [old, old.reversed()].map { Committed.sessionsEnded($0, user: .ada, .expired) }
            #expect(orders.contains(told) && feed.events.count == 1)
        }
    }

    private func signIn(_ count: Int, as user: UserID, in store: any Store) async throws -> [SessionID] {
        var ids: [SessionID] = []
        for _ in 0..<count {
            let browser = Browser()
            _ = try await store.signIn(browser.signIn(user))
            ids.append(browser.id)
        }
        return ids
    }
}
