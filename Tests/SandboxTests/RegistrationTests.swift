import Livefyre
import LivefyreSandbox
import Nameplate
import Testing

@Suite struct RegistrationTests {
    private static let template = "https://example.com/profile?id={id}"
    private static var form: String { "actor_token=\(Vectors.system)&pull_profile_url=\(escaped(template))" }

    private func registered(_ lab: Lab) async throws -> String? {
        try await lab.get("/studio/pull-url").json["url"]?.string
    }

    @Test(arguments: ["", "/"], ["form", "form labelled as JSON", "query"])
    func `a registration is answered with 204 and an empty body`(path: String, place: String) async throws {
        try await withLab(registersPullURL: false) { lab async throws in
            let answer =
                switch place {
                case "form": try await lab.post(path, Self.form)
                case "query": try await lab.post("\(path)?\(Self.form)", type: nil)
                default: try await lab.post(path, Self.form, type: "application/json")
                }
            #expect(answer.status == 204)
            #expect(answer.body.isEmpty)
            #expect(try await registered(lab) == Self.template)
        }
    }

    @Test func `the request that our own library describes is taken`() async throws {
        try await withLab(registersPullURL: false) { lab async throws in
            let request = try lab.network.registerRequest(pullURL: Self.template, now: lab.clock.now.seconds)
            let body = String(decoding: request.body, as: UTF8.self)
            #expect(try await lab.post("/", body, type: request.contentType).status == 204)
            #expect(try await registered(lab) == Self.template)
        }
    }

    @Test func `a template without an id is refused and the old one stays`() async throws {
        try await withLab(registersPullURL: false) { lab async throws in
            _ = try await lab.post("/", Self.form)
            #expect(try await lab.register("https://example.com/profile").status == 400)
            #expect(try await lab.register("").status == 400)
            #expect(try await registered(lab) == Self.template)
        }
    }

    @Test func `a token of anybody but the system or an owner is refused and the old one stays`() async throws {
        try await withLab(registersPullURL: false) { lab async throws in
            _ = try await lab.post("/", Self.form)
            try await lab.appoint("adam", "admin")
            for token in Vectors.bad + [Vectors.jane, try lab.token("adam"), ""] {
                #expect(try await lab.register("https://evil.example/{id}", token: token).status == 403)
            }
            #expect(try await registered(lab) == Self.template)
            try await lab.appoint("olga", "owner")
            #expect(try await lab.register("https://example.org/{id}", token: lab.token("olga")).status == 204)
            #expect(try await registered(lab) == "https://example.org/{id}")
        }
    }

    @Test func `the misnamed parameter of the C# library registers nothing and says so`() async throws {
        try await withLab(registersPullURL: false) { lab async throws in
            let body =
                "https://labs.quill.fyre.co&actor_token=\(Vectors.system)&pull_profile=\(escaped(Self.template))"
            let answer = try await lab.post("/", body, type: "application/json")
            #expect(answer.status == 400)
            #expect(answer.text.contains("pull_profile"))
            #expect(try await registered(lab) == nil)
        }
    }

    @Test func `text that is no address is taken with a warning, and pulls fail`() async throws {
        try await withLab(registersPullURL: false) { lab async throws in
            #expect(try await lab.register("url/{id}").status == 204)
            let setting = try await lab.get("/studio/pull-url").json
            #expect(setting["url"]?.string == "url/{id}")
            #expect(setting["warning"]?.string?.contains("absolute") == true)
            #expect(try await lab.pingAndSettle("ada").detail.contains("not an absolute"))
        }
    }

    @Test func `the value set in Studio is used by pulls, and either place shows the other's`() async throws {
        try await withLab(registersPullURL: false) { lab async throws in
            try await lab.register("https://example.com/{id}")
            #expect(try await lab.get("/studio/pull-url").json["set_by"]?.string == "api")
            let body = #"{"url":"\#(lab.publisher.template)"}"#
            let answer = await rawCall("PUT", "/studio/pull-url", port: lab.port, body: body)
            #expect(answer.status == 200)
            #expect(try answer.json["set_by"]?.string == "studio")
            #expect(try await lab.pingAndSettle("ada").state == "updated")
        }
    }

    @Test(arguments: [
        (#"{"url":"https://example.com/"}"#, 422), (#"{"url":7}"#, 422), (#"{}"#, 422),
        (#"{"uri":"https://example.com/{id}"}"#, 422), ("url", 400), ("[]", 400),
    ])
    func `Studio refuses a wrong value and names the member`(body: String, status: Int) async throws {
        try await withLab { lab async throws in
            let answer = await rawCall("PUT", "/studio/pull-url", port: lab.port, body: body)
            #expect(answer.status == status)
            #expect(answer.header("Content-Type") == "application/problem+json")
            #expect(try await registered(lab) == lab.publisher.template)
        }
    }

    @Test func `null in Studio removes the value`() async throws {
        try await withLab { lab async throws in
            let answer = await rawCall("PUT", "/studio/pull-url", port: lab.port, body: #"{"url":null}"#)
            #expect(answer.status == 200)
            #expect(try await registered(lab) == nil)
        }
    }

    @Test func `a push URL alone is a whole request`() async throws {
        try await withLab { lab async throws in
            let body = "actor_token=\(Vectors.system)&push_affiliation_url=\(escaped("https://example.com/push"))"
            #expect(try await lab.post("/", body).status == 204)
            #expect(try await registered(lab) == lab.publisher.template)
        }
    }

    @Test func `a browser at the root is sent to Studio`() async throws {
        try await withLab { lab async throws in
            let answer = try await lab.get("/")
            #expect(answer.status == 302)
            #expect(answer.header("Location") == "/studio")
        }
    }
}
