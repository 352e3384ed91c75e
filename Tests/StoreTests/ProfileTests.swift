import Nameplate
import Testing

struct ProfileTests {
    @Test(arguments: StoreBackend.allCases)
    func `a new profile has version 1 and is owed to every network of the change`(backend: StoreBackend) async throws {
        try await backend.withStore { store in
            let outcome = try await store.change(.put(.ada, named: "Ada", networks: [.labs, .other]))
            #expect(outcome.isNew && outcome.isChange)
            #expect(outcome.profile.version == 1)
            #expect(outcome.profile.createdAt == .start)
            #expect(outcome.deliveries.map(\.network) == [.labs, .other])
            #expect(outcome.deliveries.map(\.state) == [.pending, .pending])
            #expect(try await store.profile(of: .ada) == outcome.profile)
            #expect(try await store.deliveries(for: .ada, at: .start) == outcome.deliveries)
        }
    }

    @Test(arguments: StoreBackend.allCases)
    func `every field comes back as it went in`(backend: StoreBackend) async throws {
        try await backend.withStore { store in
            let members = try #require(JSONValue(parsing: Array(everything.utf8))?.object)
            let fields = try ProfileFields(whole: members)
            let change = ProfileTransaction(user: .ada, edit: .put(fields), networks: [], actor: .backend, now: .start)
            #expect(try await store.change(change).profile.fields == fields)
            #expect(try await store.profile(of: .ada)?.fields == fields)
            #expect(try await store.change(change).isChange == false)
        }
    }

    @Test(arguments: StoreBackend.allCases)
    func `an empty list is not an unset one`(backend: StoreBackend) async throws {
        try await backend.withStore { store in
            try await store.begin()
            #expect(try await store.profile(of: .ada)?.fields.tags == nil)
            _ = try await store.change(.patch(.ada, ["tags": .array([]), "websites": .array([])]))
            #expect(try await store.profile(of: .ada)?.fields.tags == [])
            #expect(try await store.profile(of: .ada)?.fields.websites == [])
        }
    }

    @Test(arguments: StoreBackend.allCases)
    func `replacing a profile whole unsets what is absent and keeps its beginning`(backend: StoreBackend) async throws {
        try await backend.withStore { store in
            try await store.begin()
            _ = try await store.change(.patch(.ada, ["bio": .string("I count.")]))
            let outcome = try await store.change(.put(.ada, named: "Ada L.", at: .after(.seconds(9))))
            #expect(!outcome.isNew)
            #expect(outcome.profile.version == 3)
            #expect(outcome.profile.fields == (try .named("Ada L.")))
            #expect(outcome.profile.createdAt == .start)
            #expect(outcome.profile.changedAt == .after(.seconds(9)))
            #expect(try await store.profile(of: .ada) == outcome.profile)
        }
    }

    @Test(arguments: StoreBackend.allCases)
    func `an edit that alters nothing is no change`(backend: StoreBackend) async throws {
        try await backend.withStore { store in
            try await store.begin()
            let before = try await store.delivery()
            let feed = Feed(of: store)
            let outcome = try await store.change(.rename(.ada, to: "A reader", at: .after(.seconds(5))))
            #expect(!outcome.isChange)
            #expect(outcome.profile.version == 1)
            #expect(outcome.claims.isEmpty)
            #expect(outcome.deliveries.map(\.wantedVersion) == [1])
            #expect(try await store.delivery() == before)
            #expect(feed.events.isEmpty)
        }
    }

    @Test(arguments: StoreBackend.allCases)
    func `a change of a user who isn't there is refused`(backend: StoreBackend) async throws {
        try await backend.withStore { store in
            await #expect(throws: StoreError.unknownUser) {
                try await store.change(.rename(.ada, to: "Ada"))
            }
            await #expect(throws: StoreError.unknownUser) { try await store.change(.erase(.ada)) }
            let left = try await store.profile(of: .ada)
            #expect(left == nil)
        }
    }

    @Test(arguments: StoreBackend.allCases)
    func `a change of another version than was seen is refused, even if it would alter nothing`(
        backend: StoreBackend
    ) async throws {
        try await backend.withStore { store in
            try await store.begin()
            let members: [String: JSONValue] = ["display_name": .string("A reader")]
            await #expect(throws: StoreError.versionMismatch(current: 1)) {
                try await store.change(.patch(.ada, members, if: .version(2)))
            }
            #expect(try await store.change(.patch(.ada, members, if: .version(1))).isChange == false)
            let renamed = try await store.change(.patch(.ada, ["bio": .string("New.")], if: .version(1)))
            #expect(renamed.profile.version == 2)
        }
    }

    @Test(arguments: [ProfileTransaction.Condition.version(1), .version(0), .exists], StoreBackend.allCases)
    func `a condition keeps a profile from being created`(
        condition: ProfileTransaction.Condition,
        backend: StoreBackend
    ) async throws {
        try await backend.withStore { store in
            let change = ProfileTransaction(
                user: .ada,
                edit: .put(try .named("Ada")),
                condition: condition,
                networks: [],
                actor: .backend,
                now: .start
            )
            let expected: StoreError = condition == .exists ? .unknownUser : .versionMismatch(current: 0)
            await #expect(throws: expected) { try await store.change(change) }
            #expect(try await store.profile(of: .ada) == nil)
        }
    }

    @Test(arguments: StoreBackend.allCases)
    func `an upsert creates, then changes, and says which field a new profile lacks`(
        backend: StoreBackend
    ) async throws {
        try await backend.withStore { store in
            func upsert(_ members: [String: JSONValue]) async throws -> ProfileTransaction.Outcome {
                try await store.change(
                    ProfileTransaction(
                        user: .ada,
                        edit: .upsert(try ProfileChange(patch: members, by: .backend)),
                        networks: [.labs],
                        actor: .backend,
                        now: .start
                    )
                )
            }
            let missing = InvalidFields([FieldError("display_name", "It is needed.")])
            await #expect(throws: StoreError.invalid(missing)) { try await upsert(["bio": .string("I count.")]) }
            #expect(try await upsert(["display_name": .string("Ada")]).isNew)
            let changed = try await upsert(["bio": .string("I count.")])
            #expect(!changed.isNew && changed.profile.fields.displayName.text == "Ada")
        }
    }

    @Test(arguments: StoreBackend.allCases)
    func `a change for a network that isn't known leaves nothing`(backend: StoreBackend) async throws {
        try await backend.withStore { store in
            let feed = Feed(of: store)
            await #expect(throws: StoreError.unknownNetwork) {
                try await store.change(
                    .put(.ada, named: "Ada", networks: [.labs, NetworkName(stored: "no.such.net")])
                )
            }
            let left = try await store.profile(of: .ada)
            #expect(left == nil)
            #expect(try await store.deliveries(for: .ada, at: .start).isEmpty)
            #expect(feed.events.isEmpty)
        }
    }

    @Test(arguments: StoreBackend.allCases)
    func `pages go through the users by id`(backend: StoreBackend) async throws {
        try await backend.withStore { store in
            for user in [UserID.grace, .ada, .alan] { try await store.begin(user) }
            let page = try await store.profiles(after: nil, limit: 2)
            #expect(page.map(\.user) == [.ada, .alan])
            #expect(try await store.profiles(after: .alan, limit: 2).map(\.user) == [.grace])
            #expect(try await store.profiles(after: .grace, limit: 2).isEmpty)
        }
    }

    @Test(arguments: StoreBackend.allCases)
    func `disabling a user ends the sessions, and enabling lets them sign in anew`(
        backend: StoreBackend
    ) async throws {
        try await backend.withStore { store in
            try await store.begin()
            let browser = Browser()
            _ = try await store.signIn(browser.signIn(.ada))
            _ = try await store.change(.patch(.ada, ["disabled": .bool(true)]))
            #expect(try await store.signedIn(browser.id) == nil)
            #expect(try await store.credential(of: .ada)?.canSignIn == false)
            await #expect(throws: StoreError.cannotSignIn) { try await store.signIn(Browser().signIn(.ada)) }
            _ = try await store.change(.patch(.ada, ["disabled": .bool(false)]))
            #expect(try await store.signIn(Browser().signIn(.ada)).profile.version == 3)
        }
    }
}

private let everything = """
    {"display_name": "Ada \\u201eCountess\\u201c", "name": {"formatted": "Ada Lovelace", "first": "Ada", "last": "L"},
    "email": "ada@example.com", "image_url": "https://example.com/a.png", "profile_url": "https://example.com/ada",
    "settings_url": "https://example.com/ada/settings", "bio": "First line.\\nSecond = line.", "location": "London",
    "tags": ["maths", "engines_1"], "websites": ["https://a.example/?x=1", "http://b.example/"],
    "email_notifications": {"comments": "often", "moderator_flags": "immediately"},
    "display_rules": {"bio": true, "location": false, "remote_profile_url": true},
    "autofollow_conversations": false, "moderator": true, "gravatar_disabled": true, "disabled": true}
    """
