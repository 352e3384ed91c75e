import Foundation
import Nameplate
import Testing
import Webhook

@Suite struct WebhookNetworkTests {
    private let now = Timestamp(milliseconds: 1_800_000_000_123)
    private let secrets = ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_b3RoZXItc2VjcmV0LW9mLXRoZS10ZXN0cw=="]

    @Test func `a change is posted as a signed message`() throws {
        let request = try network().request(for: try announcement(try profile("Ada")), at: now)
        #expect(request.method == "POST")
        #expect(request.url == "https://search.example.com/hooks?from=nameplate")
        let headers = Dictionary(uniqueKeysWithValues: request.headers.map { ($0.name, $0.value) })
        #expect(headers["Content-Type"] == "application/json")
        let message = try WebhookMessage(
            header: { headers[$0] },
            body: request.body,
            secrets: [WebhookSecret(secrets[1])],
            now: now.seconds
        )
        #expect(try message.id == announcement(profile("Ada")).id)
        #expect(message.timestamp == 1_800_000_000)
    }

    @Test func `a changed profile is its public part`() throws {
        let whole = #"""
            {"display_name":"Ada \"A\"","name":{"formatted":"Ada Lovelace"},"email":"ada@example.com",
            "image_url":"https://example.com/a.png","profile_url":"https://example.com/ada",
            "settings_url":"https://example.com/settings","bio":"One","location":"London","tags":["vip"],
            "websites":["http://a.example"],"email_notifications":{"likes":"often"},"display_rules":{"bio":true},
            "autofollow_conversations":true,"moderator":true,"gravatar_disabled":true,"disabled":true}
            """#
        let fields = try ProfileFields(whole: try #require(JSONValue(parsing: Array(whole.utf8))?.object))
        #expect(
            try body(try profile(fields))
                == #"{"type":"profile.changed","timestamp":"2027-01-15T07:59:00.007Z","data":{"#
                + #""id":"ada","version":3,"display_name":"Ada \"A\"","image_url":"https://example.com/a.png","#
                + #""profile_url":"https://example.com/ada","bio":"One","location":"London","#
                + #""websites":["http://a.example"]}}"#
        )
    }

    @Test func `what a display rule hides is not told`() throws {
        let whole = #"""
            {"display_name":"Ada","image_url":"https://example.com/a.png","profile_url":"https://example.com/ada",
            "bio":"One","location":"London",
            "display_rules":{"bio":false,"location":false,"image":false,"remote_profile_url":false}}
            """#
        let fields = try ProfileFields(whole: try #require(JSONValue(parsing: Array(whole.utf8))?.object))
        #expect(try body(try profile(fields)).hasSuffix(#""data":{"id":"ada","version":3,"display_name":"Ada"}}"#))
    }

    @Test func `an erased user is an id, a version and the name of the erased`() throws {
        var erased = try profile("Deleted user")
        erased.fields.bio = "left over"
        erased.erasedAt = now
        let text = try body(erased)
        #expect(text.hasPrefix(#"{"type":"profile.erased","#))
        #expect(text.hasSuffix(#""data":{"id":"ada","version":3,"display_name":"Deleted user"}}"#))
    }

    @Test func `each try at the same has the same id, and nothing else has`() throws {
        let profile = try profile("Ada")
        let first = try announcement(profile)
        #expect(try first.id == announcement(profile, attempts: 3).id)
        #expect(first.id.wholeMatch(of: /msg_[A-Za-z0-9_-]{24}/) != nil)
        var newer = profile
        newer.version += 1
        let others = try [announcement(profile, owedSequence: 8), announcement(newer), announcement(nil)]
        #expect(Set(others.map(\.id) + [first.id]).count == 4)
        #expect(try announcement(newer).version == 4)
    }

    @Test(arguments: ["", "search.example.com", "ftp://a.example", "https://a.example/#here", "https://u:p@a.example"])
    func `what is no address is refused`(url: String) throws {
        #expect(throws: InvalidWebhookAddress.self) {
            try WebhookNetwork(name: NetworkName("search.example.com"), url: url, secrets: [])
        }
    }

    private func network() throws -> WebhookNetwork {
        try WebhookNetwork(
            name: NetworkName("search.example.com"),
            url: "https://search.example.com/hooks?from=nameplate",
            secrets: secrets.map { try WebhookSecret($0) }
        )
    }

    private func body(_ profile: Profile) throws -> String {
        String(decoding: try network().request(for: try announcement(profile), at: now).body, as: UTF8.self)
    }

    private func profile(_ name: String) throws -> Profile {
        try profile(ProfileFields(displayName: DisplayName(name)))
    }

    private func profile(_ fields: ProfileFields) throws -> Profile {
        Profile(
            user: try UserID("ada"),
            version: 3,
            fields: fields,
            createdAt: now,
            changedAt: Timestamp(milliseconds: 1_799_999_940_007)
        )
    }

    private func announcement(
        _ profile: Profile?,
        owedSequence: Int64 = 7,
        attempts: Int = 0
    ) throws -> Announcement {
        Announcement(
            Claim(
                network: try NetworkName("search.example.com"),
                user: try UserID("ada"),
                version: 2,
                owedSequence: owedSequence,
                fence: 5,
                attempts: attempts,
                wantedAt: now
            ),
            carrying: profile
        )
    }
}
