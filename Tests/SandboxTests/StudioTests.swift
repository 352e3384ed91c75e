import LivefyreSandbox
import Nameplate
import ServiceLifecycle
import Synchronization
import Testing

@Suite struct StudioTests {
    private static let modules = ["studio", "page", "runs", "users", "shown-user"].map { "/studio/\($0).js" }

    @Test func `the page and its files bring a policy that allows nothing inline or foreign`() async throws {
        try await withLab { lab async throws in
            for path in ["/studio", "/studio/", "/studio/studio.css"] + Self.modules {
                let answer = try await lab.get(path)
                #expect(answer.status == 200)
                let policy = try #require(answer.header("Content-Security-Policy"))
                #expect(policy.hasPrefix("default-src 'none'; script-src 'self'; style-src 'self'"))
                #expect(!policy.contains("unsafe"))
                #expect(answer.header("X-Content-Type-Options") == "nosniff")
            }
        }
    }

    @Test func `the page has no inline script, style or handler and names no other host`() async throws {
        try await withLab { lab async throws in
            let page = try await lab.get("/studio").text
            #expect(page.contains(#"<script type="module" src="/studio/studio.js"></script>"#))
            #expect(page.contains(#"<link rel="stylesheet" href="/studio/studio.css">"#))
            #expect(page.firstMatch(of: #/\s(on\w+|style)=/#) == nil)
            #expect(!page.contains("<style"))
            #expect(page.matches(of: #/<script/#).count == 1)
            for path in ["/studio/studio.css"] + Self.modules {
                #expect(try await lab.get(path).text.firstMatch(of: #/https?:|@import|url\(/#) == nil)
            }
        }
    }

    @Test func `the page shows what comes from outside as text alone`() async throws {
        try await withLab { lab async throws in
            for module in Self.modules {
                let script = try await lab.get(module).text
                for sink in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("] {
                    #expect(!script.contains(sink))
                }
            }
        }
    }

    @Test(arguments: [
        ("ada", ["ada"]), ("LOVE", ["ada"]), ("hopper", ["grace"]), ("a", ["ada", "alan", "grace"]),
        ("a*", ["ada", "alan"]), ("*ing", ["alan"]), ("*@example.com", ["grace"]), ("g*e", ["grace"]), ("q", []),
        ("*", ["ada", "alan", "grace"]), ("", ["ada", "alan", "grace"]), ("ada*love*ace", ["ada"]),
    ])
    func `users are found by name, id or address, with wildcards`(query: String, found: [String]) async throws {
        try await withLab { lab async throws in
            lab.publisher.names("ada", "Ada Lovelace")
            lab.publisher.names("alan", "Alan Turing")
            lab.publisher.answers("grace", #"{"display_name":"Hopper","email":"grace@example.com"}"#)
            for user in ["ada", "alan", "grace"] { try await lab.pingAndSettle(user) }
            let answer = try await lab.get("/studio/users?q=\(escaped(query))").json
            #expect(answer["users"]?.elements.compactMap { $0["id"]?.string }.sorted() == found)
            #expect(answer["count"]?.int == found.count)
        }
    }

    @Test func `the newest change comes first`() async throws {
        try await withLab { lab async throws in
            for user in ["ada", "alan", "ada"] {
                lab.clock.advance(by: .seconds(1))
                try await lab.pingAndSettle(user)
            }
            let users = try await lab.get("/studio/users").json["users"]?.elements
            #expect(users?.compactMap { $0["id"]?.string } == ["ada", "alan"])
        }
    }

    @Test func `an unknown user is a 404 with a problem document`() async throws {
        try await withLab { lab async throws in
            let answer = try await lab.get("/studio/users/nobody")
            #expect(answer.status == 404)
            #expect(answer.header("Content-Type") == "application/problem+json")
            #expect(try answer.json["status"]?.int == 404)
        }
    }

    @Test func `a user is found by the JID too`() async throws {
        try await withLab { lab async throws in
            try await lab.pingAndSettle("ada")
            #expect(try await lab.user("ada@labs.fyre.co")["jid"]?.string == "ada@labs.fyre.co")
        }
    }

    @Test func `the log goes on after a number, and waits for what is new`() async throws {
        try await withLab { lab async throws in
            let last = try #require(try await lab.entries().last?.seq)
            #expect(try await lab.entries(after: last).isEmpty)
            async let waited = lab.entries(after: last, wait: 30)
            try await lab.pingAndSettle("ada")
            let entries = try await waited
            #expect(entries.first?.seq == last + 1)
            #expect(entries.first?.user == "ada" && entries.first?.step == 1)
        }
    }

    @Test func `a number from before a restart starts at the beginning`() async throws {
        try await withLab { lab async throws in
            try await lab.pingAndSettle("ada")
            #expect(try await lab.entries(after: 1_000_000).first?.seq == 1)
        }
    }

    @Test(arguments: ["after=-1", "after=x", "wait=31", "wait=-1", "after=99999999999999999999"])
    func `a wrong number for the log is refused by name`(query: String) async throws {
        try await withLab { lab async throws in
            let answer = try await lab.get("/studio/log?\(query)")
            #expect(answer.status == 422)
            let name = query.prefix { $0 != "=" }
            #expect(try answer.json["errors"]?.elements.first?["field"]?.string == String(name))
        }
    }

    @Test func `a waiting log request ends when the sandbox is asked to stop`() async throws {
        try await withLab { lab async throws in
            let last = try #require(try await lab.entries().last?.seq)
            let elapsed = try await ContinuousClock().measure {
                async let waiting = lab.get("/studio/log?after=\(last)&wait=30")
                // The answer to this one shows that the server has had time for the other.
                _ = try await lab.get("/studio/users")
                await lab.services.triggerGracefulShutdown()
                _ = try? await waiting
            }
            #expect(elapsed < .seconds(20))
        }
    }

    @Test func `stopping does not wait for a pull that is due much later`() async throws {
        let stopping = Mutex<ContinuousClock.Instant?>(nil)
        try await withLab(pace: .realistic) { lab async throws in
            try await lab.ping("ada")
            try await lab.entry { $0.step == 4 }
            stopping.withLock { $0 = .now }
        }
        let began = try #require(stopping.withLock { $0 })
        #expect(.now - began < .seconds(30))
    }

    @Test func `a reset forgets everything but the pull URL and the count of the log`() async throws {
        try await withLab { lab async throws in
            try await lab.pingAndSettle("ada")
            try await lab.appoint("olga", "owner")
            _ = try await lab.faults(#"{"skip_pull":true}"#)
            let last = try #require(try await lab.entries().last?.seq)
            #expect(try await lab.post("/studio/reset").status == 204)
            #expect(try await lab.get("/studio/users").json["count"]?.int == 0)
            #expect(try await lab.get("/studio/faults").json["skip_pull"] == .bool(false))
            #expect(try await lab.ping("ada", token: lab.token("olga")).status == 403)
            #expect(try await lab.entries(after: last).first?.seq == last + 1)
            #expect(try await lab.get("/studio/pull-url").json["url"]?.string == lab.publisher.template)
        }
    }

    @Test func `an answer to a pull from before a reset is dropped`() async throws {
        try await withLab { lab async throws in
            lab.publisher.hold()
            try await lab.ping("ada")
            for await _ in lab.publisher.arrivals { break }
            _ = try await lab.post("/studio/reset")
            lab.publisher.release()
            try await lab.pingAndSettle("grace")
            #expect(try await lab.get("/studio/users/ada").status == 404)
            #expect(try await lab.pingAndSettle("ada").state == "updated")
        }
    }

    @Test func `pages of other sites may not change anything`() async throws {
        try await withLab { lab async throws in
            let foreign = ["Sec-Fetch-Site: cross-site"]
            for (method, path) in [("POST", "/studio/reset"), ("POST", "/studio/faults"), ("DELETE", "/studio/faults")]
            {
                let answer = await rawCall(method, path, port: lab.port, body: "{}", headers: foreign)
                #expect(answer.status == 403)
            }
            let own = ["Sec-Fetch-Site: same-origin"]
            #expect(await rawCall("POST", "/studio/reset", port: lab.port, headers: own).status == 204)
        }
    }

    @Test func `what isn't there and what is too large are errors of the envelope`() async throws {
        try await withLab { lab async throws in
            let unknown = try await lab.get("/api/v3.0/nothing")
            #expect(unknown.status == 404)
            #expect(try unknown.json["status"]?.string == "error")
            let large = String(repeating: "x", count: 70_000)
            #expect(try await lab.post("/api/v3.0/user/ada/refresh", large).status == 413)
        }
    }
}
