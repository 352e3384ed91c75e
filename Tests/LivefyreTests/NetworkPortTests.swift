import Livefyre
import Nameplate
import Testing

struct NetworkPortTests {
    private let now = Timestamp(milliseconds: Int64(someTime) * 1000 + 999)

    @Test func `the port describes the same calls as the library`() throws {
        let network = try labs()
        let ping = try network.pingRequest(userID: "ada", now: someTime)
        #expect(network.kind == "livefyre")
        #expect(network.name.text == "labs.fyre.co")
        let claim = Claim(
            network: network.name,
            user: try UserID("ada"),
            version: 3,
            owedSequence: 1,
            fence: 1,
            attempts: 0,
            wantedAt: now
        )
        #expect(
            network.request(for: Announcement(claim), at: now) == NetworkRequest(method: ping.method, url: ping.url)
        )
        let register = try network.registerRequest(pullURL: "https://example.com/{id}", now: someTime)
        #expect(
            try network.registration(ofPullURL: "https://example.com/{id}", at: now)
                == NetworkRequest(
                    method: "POST",
                    url: register.url,
                    headers: [.init("Content-Type", try #require(register.contentType))],
                    body: register.body
                )
        )
    }

    @Test(arguments: [(199, false), (200, true), (204, true), (299, true), (300, false), (403, false), (500, false)])
    func `a registration is accepted by any 2xx`(status: Int, isAccepted: Bool) throws {
        #expect(try labs().accepted(registration: status) == isAccepted)
    }

    @Test func `only the system token of this network reads profiles`() throws {
        let network = try labs()
        #expect(network.admitsPull(with: try KnownTokens["V2"].token, at: now))
        #expect(network.admitsPull(with: network.systemToken(expiresIn: 0, now: someTime), at: now))
        #expect(!network.admitsPull(with: network.systemToken(expiresIn: -1, now: someTime), at: now))
        for id in ["V15", "V16", "V17", "V18", "V19", "V21"] {
            #expect(!network.admitsPull(with: try KnownTokens[id].token, at: now))
        }
        #expect(!network.admitsPull(with: "abc", at: now))
        #expect(!network.admitsPull(with: "", at: now))
    }

    @Test func `a bare profile shows its id and name and nothing else`() throws {
        #expect(
            try document(ProfileFields(displayName: DisplayName("Ada \"A\" <b>")))
                == #"{"id":"ada","display_name":"Ada \"A\" <b>"}"#
        )
    }

    @Test func `a full profile has every member in the form that the network documents`() throws {
        let fields = try ProfileFields(whole: #require(JSONValue(parsing: Array(Self.whole.utf8))?.object))
        #expect(try document(fields) == Self.document.replacing("\n", with: ""))
    }

    @Test func `notifications have all five kinds and rules only what was said`() throws {
        let patch = #"{"display_name":"Ada","email_notifications":{"likes":"often"},"display_rules":{"bio":false}}"#
        let fields = try ProfileFields(whole: #require(JSONValue(parsing: Array(patch.utf8))?.object))
        let text = try document(fields)
        #expect(
            text.contains(
                #""email_notifications":{"comments":"never","replies":"never","likes":"often","#
                    + #""moderator_comments":"never","moderator_flags":"never"}"#
            )
        )
        #expect(text.contains(#""display_rules":{"bio":false}"#))
    }

    @Test func `an erased user is an id and the name of the erased, whatever the fields hold`() throws {
        var fields = ProfileFields(displayName: try DisplayName("Deleted user"))
        fields.email = "ada@example.com"
        fields.tags = ["a"]
        #expect(try document(fields, erased: true) == #"{"id":"ada","display_name":"Deleted user"}"#)
    }

    @Test func `that a reader is disabled is nobody's business`() throws {
        var fields = ProfileFields(displayName: try DisplayName("Ada"))
        fields.isDisabled = true
        #expect(try !document(fields).contains("disabled"))
    }

    private func document(_ fields: ProfileFields, erased: Bool = false) throws -> String {
        let profile = Profile(
            user: try UserID("ada"),
            version: 3,
            fields: fields,
            createdAt: now,
            changedAt: now,
            erasedAt: erased ? now : nil
        )
        return String(decoding: try labs().document(of: profile), as: UTF8.self)
    }

    private static let whole = #"""
        {"display_name":"Ada","name":{"formatted":"Ada L","first":"Ada","middle":"K","last":"L"},"email":"ada@example.com",
        "image_url":"https://example.com/a.png?v=2","profile_url":"https://example.com/ada",
        "settings_url":"https://example.com/settings","bio":"One\nTwo","location":"London","tags":["vip","x_1"],
        "websites":["http://a.example","http://b.example"],
        "email_notifications":{"comments":"immediately","replies":"often","moderator_flags":"immediately"},
        "display_rules":{"bio":true,"location":false,"gender":true,"name":false,"image":true,"remote_profile_url":false},
        "autofollow_conversations":true,"moderator":false,"gravatar_disabled":true,"disabled":true}
        """#

    private static let document = #"""
        {"id":"ada","display_name":"Ada",
        "name":{"formatted":"Ada L","first":"Ada","middle":"K","last":"L"},"email":"ada@example.com",
        "image_url":"https://example.com/a.png?v=2","profile_url":"https://example.com/ada",
        "settings_url":"https://example.com/settings","bio":"One\u000aTwo","location":"London","tags":["vip","x_1"],
        "websites":["http://a.example","http://b.example"],
        "email_notifications":{"comments":"immediately","replies":"often","likes":"never",
        "moderator_comments":"never","moderator_flags":"immediately"},
        "display_rules":{"bio":true,"location":false,"gender":true,"name":false,"image":true,
        "remote_profile_url":false},"autofollow_conversations":true,"moderator":false,"gravatar_disabled":true}
        """#
}
