import Livefyre
import LivefyreSandbox
import Nameplate
import Outbound
import Testing

@Suite struct PullClientTests {
    @Test(arguments: [
        ("/profile?id={id}", "/profile?id=ada&lftoken="),
        ("/{id}/profile/{id}", "/ada/profile/ada?lftoken="),
    ])
    func `a pull is a GET of the template with every id replaced and the token appended`(
        template: String,
        target: String
    ) async throws {
        try await withLab(registersPullURL: false) { lab async throws in
            try await lab.register(lab.publisher.base + template)
            #expect(try await lab.pingAndSettle("ada").state == "updated")
            let pull = try #require(lab.publisher.pulls.first)
            #expect(pull.target == target + pull.token)
            #expect(pull.accept == "application/json")
            #expect(pull.userAgent == "livefyre-sandbox/1")
        }
    }

    @Test func `the token of a pull is a system token of this network`() async throws {
        try await withLab { lab async throws in
            try await lab.pingAndSettle("ada")
            let token = try #require(lab.publisher.pulls.first?.token)
            let claims = try lab.network.verifySystemToken(token, now: lab.clock.now.seconds)
            #expect(claims.domain == "labs.fyre.co")
            #expect(claims.userID == "system")
        }
    }

    @Test func `an answer updates the profile and Studio shows it at once`() async throws {
        try await withLab { lab async throws in
            lab.publisher.names("ada", "Ada")
            try await lab.pingAndSettle("ada")
            lab.publisher.names("ada", "Ada Lovelace")
            try await lab.pingAndSettle("ada")
            let user = try await lab.user("ada")
            #expect(user["display_name"]?.string == "Ada Lovelace")
            #expect(user["source"]?.string == "pulled")
            #expect(user["version"] == .null)
            #expect(user["last_pull"]?["status"]?.int == 200)
            #expect(user["profile"]?["display_name"]?.string == "Ada Lovelace")
        }
    }

    @Test func `the seven steps are logged in order, each with its time`() async throws {
        try await withLab { lab async throws in
            try await lab.pingAndSettle("ada")
            let entries = try await lab.entries().filter { $0.step != nil }
            #expect(entries.compactMap(\.step) == [1, 2, 3, 4, 5, 6, 7])
            #expect(entries.compactMap(\.state) == ["received", "queued", "pulling", "updated"])
            #expect(entries.allSatisfy { $0.user == "ada" && $0.at == Int(lab.clock.now.milliseconds) })
            #expect(zip(entries, entries.dropFirst()).allSatisfy { $0.seq < $1.seq })
        }
    }

    @Test(arguments: [
        BadAnswer("404", status: 404), BadAnswer("500", status: 500), BadAnswer("403", status: 403),
        BadAnswer("204", status: 204, body: ""), BadAnswer("a redirect", status: 302),
        BadAnswer("no JSON", body: "Ada"), BadAnswer("half JSON", body: #"{"display_name":"#),
        BadAnswer("an array", body: #"[{"display_name":"Eve"}]"#),
        BadAnswer("no display_name", body: #"{"id":"ada"}"#),
        BadAnswer("an empty display_name", body: #"{"id":"ada","display_name":""}"#),
        BadAnswer("a display_name that is no string", body: #"{"id":"ada","display_name":7}"#),
        BadAnswer("another user's id", body: #"{"id":"eve","display_name":"Eve"}"#),
        BadAnswer("too much", body: #"{"display_name":"Eve","bio":"\#(String(repeating: "x", count: 262_144))"}"#),
    ])
    func `a bad answer leaves the profile as it was and is recorded`(_ bad: BadAnswer) async throws {
        try await withLab { lab async throws in
            lab.publisher.names("ada", "Ada")
            try await lab.pingAndSettle("ada")
            lab.publisher.answers("ada", bad.body, status: bad.status, location: lab.publisher.base + "/profile?id=eve")
            #expect(try await lab.pingAndSettle("ada").state == "failed")
            let user = try await lab.user("ada")
            #expect(user["display_name"]?.string == "Ada")
            #expect(user["last_pull"]?["state"]?.string == "failed")
            #expect(user["last_pull"]?["reason"]?.string?.isEmpty == false)
            #expect(lab.publisher.pulls.allSatisfy { $0.user == "ada" })
        }
    }

    @Test func `an endpoint that does not answer in time is recorded as that`() async throws {
        try await withLab(pullTimeout: .milliseconds(200)) { lab async throws in
            lab.publisher.hold()
            #expect(try await lab.pingAndSettle("ada").detail.contains("did not answer in time"))
            #expect(try await lab.get("/studio/users/ada").status == 404)
        }
    }

    @Test func `the bounds of a pull are 10 seconds and 256 KiB`() {
        #expect(Sandbox.outboundConfiguration.totalTimeout == .seconds(10))
        #expect(Sandbox.outboundConfiguration.maximumBody == 262_144)
    }

    @Test(arguments: [("true", true), (#""true""#, true), (#""TRUE""#, true), ("false", false), (#""False""#, false)])
    func `booleans may come as strings`(text: String, value: Bool) async throws {
        let body = #"{"display_name":"Ada","autofollow_conversations":\#(text),"moderator":\#(text)}"#
        try await withLab { lab async throws in
            lab.publisher.answers("ada", body)
            try await lab.pingAndSettle("ada")
            let settings = try await lab.user("ada")["settings"]
            #expect(settings?["autofollow_conversations"] == .bool(value))
            #expect(settings?["moderator"] == .bool(value))
        }
    }

    @Test func `unknown members are ignored, but a strict reading finds them`() async throws {
        try await withLab { lab async throws in
            lab.publisher.answers("ada", #"{"id":"ada","display_name":"Ada","first_name":"Augusta"}"#)
            #expect(try await lab.pingAndSettle("ada").state == "updated")
            let findings = try await lab.user("ada")["findings"]?.elements
            #expect(findings?.map { $0["field"]?.string } == ["first_name"])
        }
    }

    @Test(arguments: [
        (#"{"display_name":"Ada"}"#, "id"),
        (#"{"id":"ada","display_name":"Ada","moderator":"true"}"#, "moderator"),
        (#"{"id":"ada","display_name":"Ada","tags":["two words"]}"#, "tags[0]"),
        (#"{"id":"ada","display_name":"Ada","image_url":"/ada.png"}"#, "image_url"),
        (#"{"id":"ada","display_name":"A &amp; B"}"#, "display_name"),
        (#"{"id":"ada","display_name":"Ada","email_notifications":{"likes":"daily"}}"#, "email_notifications.likes"),
    ])
    func `a strict finding never stops the update`(body: String, field: String) async throws {
        try await withLab { lab async throws in
            lab.publisher.answers("ada", body)
            #expect(try await lab.pingAndSettle("ada").state == "updated")
            let findings = try await lab.user("ada")["findings"]?.elements
            #expect(findings?.map { $0["field"]?.string } == [field])
        }
    }

    @Test func `tags of a pull replace all earlier ones`() async throws {
        try await withLab { lab async throws in
            lab.publisher.answers("ada", #"{"display_name":"Ada","tags":["staff","poet"]}"#)
            try await lab.pingAndSettle("ada")
            lab.publisher.answers("ada", #"{"display_name":"Ada","tags":["guest"]}"#)
            try await lab.pingAndSettle("ada")
            let tags = try await lab.user("ada")["settings"]?["tags"]
            #expect(tags == .array([.string("guest")]))
        }
    }

    @Test func `a picture is fetched again only when its address changes`() async throws {
        try await withLab { lab async throws in
            func generation(pulling address: String, name: String) async throws -> Int? {
                lab.publisher.answers("ada", #"{"display_name":"\#(name)","image_url":"\#(address)"}"#)
                try await lab.pingAndSettle("ada")
                return try await lab.user("ada")["avatar_generation"]?.int
            }
            #expect(try await generation(pulling: "https://example.com/1.png", name: "A") == 1)
            #expect(try await generation(pulling: "https://example.com/1.png", name: "B") == 1)
            #expect(try await generation(pulling: "https://example.com/2.png", name: "B") == 2)
        }
    }

    @Test func `no notifications means no mail, and conversations are followed unless told otherwise`() async throws {
        try await withLab { lab async throws in
            try await lab.pingAndSettle("ada")
            let settings = try #require(try await lab.user("ada")["settings"])
            #expect(settings["autofollow_conversations"] == .bool(true))
            let mails = try #require(settings["email_notifications"]?.object)
            #expect(mails.count == 5)
            #expect(mails.values.allSatisfy { $0.string == "never" })
        }
    }

    @Test func `a subset of notifications leaves the others at never`() async throws {
        try await withLab { lab async throws in
            lab.publisher.answers("ada", #"{"display_name":"Ada","email_notifications":{"replies":"often"}}"#)
            try await lab.pingAndSettle("ada")
            let mails = try await lab.user("ada")["settings"]?["email_notifications"]
            #expect(mails?["replies"]?.string == "often")
            #expect(mails?["comments"]?.string == "never")
        }
    }

    @Test func `empty strings count as absent`() async throws {
        try await withLab { lab async throws in
            lab.publisher.answers("ada", #"{"display_name":"Ada","email":"","settings_url":""}"#)
            try await lab.pingAndSettle("ada")
            #expect(try await lab.user("ada")["email"] == .null)
        }
    }

    @Test func `without a pull URL the ping is taken and the job fails with that reason`() async throws {
        try await withLab(registersPullURL: false) { lab async throws in
            #expect(try await lab.ping("ada").status == 200)
            #expect(try await lab.settled("ada").detail == "pull failed: no pull URL is registered")
        }
    }

    @Test func `the first sign-in of a user without a profile pulls one, without a ping`() async throws {
        try await withLab { lab async throws in
            lab.publisher.names("ada", "Pulled Name")
            let token = try lab.token("ada", named: "Claimed Name")
            #expect(try await lab.get("/api/v3.0/auth/?lftoken=\(token)").status == 200)
            #expect(try await lab.settled("ada").state == "updated")
            #expect(try await lab.user("ada")["display_name"]?.string == "Pulled Name")
            let entries = try await lab.entries()
            #expect(!entries.contains { $0.step == 1 })
            // With a profile there, another sign-in pulls nothing.
            #expect(try await lab.get("/api/v3.0/auth/?lftoken=\(token)").status == 200)
            try await lab.pingAndSettle("grace")
            #expect(lab.publisher.pulls.map(\.user) == ["ada", "grace"])
        }
    }
}

struct BadAnswer: Sendable, CustomTestStringConvertible {
    let name: String
    var status = 200
    var body = #"{"id":"ada","display_name":"Eve"}"#
    var testDescription: String { name }

    init(_ name: String, status: Int = 200, body: String = #"{"id":"ada","display_name":"Eve"}"#) {
        self.name = name
        self.status = status
        self.body = body
    }
}
