import Nameplate
import Testing

/// A little of everything that a store can hold.
struct Household {
    static let labs = NetworkName(stored: "labs.fyre.co")
    static let other = NetworkName(stored: "other.fyre.co")

    /// A browser that has just signed in.
    let fresh: SessionCredential
    /// One in the middle of a cycle: it has the previous secret, and the answer with the next was lost.
    let waiting: SessionCredential
    let next: SessionSecret

    init(in store: any Store) async throws {
        (fresh, waiting) = (Self.newBrowser(), Self.newBrowser())
        // One whose next secret has arrived.
        let confirmed = Self.newBrowser()
        try await store.setNetworks([(Self.labs, "livefyre"), (Self.other, "livefyre")], at: .moved)
        try await store.setPullURL("https://sso.example.com/livefyre/profile/{id}", of: Self.labs)
        try await Self.addReaders(to: store)
        for credential in [fresh, waiting, confirmed] { _ = try await store.signIn(Self.signIn(credential)) }
        next = try #require(try await store.cycle(Self.cycle(waiting))?.secret)
        _ = try await store.cycle(Self.cycle(confirmed))
        try await store.touch(confirmed.id, isConfirmed: true, limits: SessionLimits(), at: .moved + .seconds(6))
        let (code, end) = (HandoffCode(from: systemRandomness).digest, Timestamp.moved + .seconds(60))
        try await store.addHandoff(code, for: UserID(stored: "ada"), profile: nil, expiresAt: end)
        try await Self.send(from: store)
    }

    static func cycle(_ credential: SessionCredential) -> SessionCycle {
        SessionCycle(
            credential: credential,
            handover: systemRandomness(32),
            limits: SessionLimits(),
            now: .moved + .seconds(5)
        )
    }

    static func rename(_ user: String, to name: String) throws -> ProfileTransaction {
        change(user, .patch(try ProfileChange(patch: ["display_name": .string(name)], by: .reader)), by: .reader)
    }

    private static func addReaders(to store: any Store) async throws {
        _ = try await store.change(change("ada", .put(try everything()), password: "$argon2id$v=19$m=19456$x$y"))
        for name in ["Ada L.", "Ada “Augusta” Lovelace\u{301} 🦋"] {
            _ = try await store.change(try rename("ada", to: name))
        }
        for user in ["Ada", "a.b-c_d", "zz"] {
            _ = try await store.change(change(user, .put(ProfileFields(displayName: try DisplayName(user)))))
        }
        var lists = ProfileFields(displayName: try DisplayName("No tags, no sites"))
        (lists.tags, lists.websites, lists.emailNotifications) = ([], [], EmailNotifications())
        _ = try await store.change(change("lists", .put(lists)))
        var disabled = ProfileFields(displayName: try DisplayName("Gone for a while"))
        (disabled.isDisabled, disabled.moderator, disabled.gravatarDisabled) = (true, false, true)
        _ = try await store.change(change("disabled", .put(disabled)))
        _ = try await store.change(change("erased", .put(try everything()), password: "$argon2id$x"))
        _ = try await store.change(change("erased", .erase(try DisplayName("Deleted user"))))
    }

    private static func everything() throws -> ProfileFields {
        var fields = ProfileFields(displayName: try DisplayName("Ada"))
        var name = PersonName()
        (name.formatted, name.first, name.middle, name.last) = ("Ada King, Lovelace", "Ada", #"K"i\ng"#, "{NULL,}")
        fields.name = name
        fields.email = "ada@example.com"
        fields.imageURL = WebURL("https://img.example.com/ada.png")
        fields.profileURL = WebURL("https://example.com/ada")
        fields.settingsURL = WebURL("https://example.com/settings?a=1&b=2")
        fields.bio = "Line one,\nline \"two\" \\ and a\ttab; 数学 𝔄 e\u{301}"
        fields.location = "NULL"
        fields.tags = ["poet", "number_cruncher"]
        fields.websites = ["https://a.example", "https://b.example/x"].compactMap(WebURL.init)
        var notifications = EmailNotifications()
        (notifications.comments, notifications.likes) = (.often, .immediately)
        fields.emailNotifications = notifications
        var rules = DisplayRules()
        (rules.bio, rules.name) = (true, false)
        fields.displayRules = rules
        (fields.autofollowConversations, fields.moderator, fields.gravatarDisabled) = (true, true, false)
        return fields
    }

    /// Some pings are acknowledged and pulled, one is given up, one was tried, and one is under way.
    private static func send(from store: any Store) async throws {
        let worker = WorkerID("worker-1")
        try await store.renew(worker, until: .moved + WorkerID.lifetime, at: .moved)
        let claims = try await store.claim(5, of: labs, by: worker, at: .moved)
        let results: [ClaimOutcome.Result] = [
            .acknowledged, .acknowledged, .discarded, .retry(at: .moved + .seconds(9)),
        ]
        let outcomes = zip(claims, results).map {
            ClaimOutcome(
                claim: $0,
                result: $1,
                status: $1 == .acknowledged ? 200 : nil,
                error: "timeout",
                milliseconds: 41,
                pullBy: .moved + .seconds(1200)
            )
        }
        _ = try await store.record(outcomes, by: worker, at: .moved)
        try await store.recordPulls([
            Pull(network: labs, user: claims[0].user, version: claims[0].version, at: .moved + .seconds(1)),
            Pull(network: labs, user: claims[1].user, version: claims[1].version, at: .moved + .seconds(1)),
            Pull(network: labs, user: claims[1].user, version: claims[1].version - 1, at: .moved + .seconds(2)),
        ])
        try await store.recordTabs([
            TabsTold(user: UserID(stored: "ada"), version: 3, at: .moved + .seconds(3), count: 2)
        ])
        let pause = NetworkPause(at: .moved, until: .moved + .seconds(3600), reason: "while \"theirs\" is updated")
        try await store.pause(other, pause, unlessPaused: false)
        _ = try await store.takeReconciliation(of: labs, every: .seconds(86400), at: .moved)
        try await store.retire(worker)
    }

    private static func change(
        _ user: String,
        _ edit: ProfileTransaction.Edit,
        password: String? = nil,
        by actor: Actor = .backend
    ) -> ProfileTransaction {
        ProfileTransaction(
            user: UserID(stored: user),
            edit: edit,
            passwordHash: password,
            networks: [labs, other],
            actor: actor,
            now: .moved
        )
    }

    private static func newBrowser() -> SessionCredential {
        SessionCredential(id: SessionID(from: systemRandomness), secret: SessionSecret(from: systemRandomness))
    }

    private static func signIn(_ credential: SessionCredential) -> SignIn {
        SignIn(
            user: UserID(stored: "ada"),
            browser: SignIn.Browser(
                id: credential.id,
                secretHash: credential.secret.digest,
                replacing: nil,
                userAgent: "Mozilla/5.0 (\"quoted\", {braced})",
                address: "2001:db8::1",
                limits: SessionLimits(),
                now: .moved
            )
        )
    }
}
