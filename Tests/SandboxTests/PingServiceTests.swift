import LivefyreSandbox
import Nameplate
import Testing

/// How each library says the same thing (livefyre-protocol.md 5.1).
enum Dialect: String, CaseIterable, CustomTestStringConvertible {
    case documentation, node, php, janrain, ruby, python, java, csharp, json

    var testDescription: String { rawValue }

    func request(_ user: String, _ token: String) -> (path: String, body: String, type: String?) {
        let path = "/api/v3_0/user/\(user)/refresh"
        let form = "application/x-www-form-urlencoded"
        return switch self {
        case .documentation: ("/api/v3.0/user/\(user)/refresh?lftoken=\(token)", "", nil)
        case .java: ("\(path)?lftoken=\(token)", "", nil)
        case .node, .php, .janrain, .ruby: (path, "lftoken=\(token)", form)
        case .python: (path, "lftoken=\(token)", "application/json")
        case .csharp: (path, "https://labs.quill.fyre.co&lftoken=\(token)", "application/json")
        case .json: (path, #"{"lftoken":"\#(token)"}"#, "application/json")
        }
    }
}

@Suite struct PingServiceTests {
    @Test(arguments: Dialect.allCases)
    func `a ping of every library is answered with exactly 200 and the envelope`(_ dialect: Dialect) async throws {
        try await withLab { lab async throws in
            let (path, body, type) = dialect.request("ada", Vectors.system)
            let answer = try await lab.post(path, body, type: type)
            #expect(answer.status == 200)
            #expect(answer.text == #"{"status":"ok","code":200,"data":{}}"#)
            #expect(answer.header("Content-Type")?.hasPrefix("application/json") == true)
            #expect(try await lab.settled("ada").detail == "remote profile updated: ada")
        }
    }

    @Test(arguments: Dialect.allCases)
    func `a forged ping of every library is refused with 403`(_ dialect: Dialect) async throws {
        try await withLab { lab async throws in
            for token in Vectors.bad {
                let (path, body, type) = dialect.request("ada", token)
                let answer = try await lab.post(path, body, type: type)
                #expect(answer.status == 403)
                #expect(try answer.json["code"]?.int == 403)
                #expect(try answer.json["error_type"]?.string == "NotAuthorizedError")
            }
            #expect(try await lab.get("/studio/users").json["count"]?.int == 0)
            #expect(lab.publisher.pulls.isEmpty)
        }
    }

    @Test(arguments: ["v3.0", "v3_0"], ["", "/"])
    func `both versions of the path are taken with and without a slash`(version: String, slash: String) async throws {
        try await withLab { lab async throws in
            let inQuery = "/api/\(version)/user/ada/refresh\(slash)?lftoken=\(Vectors.system)"
            #expect(try await lab.post(inQuery).status == 200)
            let inBody = "/api/\(version)/user/ada/refresh\(slash)"
            #expect(try await lab.post(inBody, "lftoken=\(Vectors.system)").status == 200)
        }
    }

    @Test(arguments: ["", "?lftoken=", "?token=x"])
    func `a ping without a token is refused`(query: String) async throws {
        try await withLab { lab async throws in
            let answer = try await lab.post("/api/v3.0/user/ada/refresh\(query)")
            #expect(answer.status == 403)
            #expect(try answer.json["status"]?.string == "error")
        }
    }

    @Test func `an expired token is told apart from an invalid one`() async throws {
        try await withLab { lab async throws in
            #expect(try await lab.ping("ada", token: Vectors.expired).json["msg"]?.string == "Expired lftoken.")
            #expect(try await lab.ping("ada", token: Vectors.wrongKey).json["msg"]?.string == "Invalid lftoken.")
        }
    }

    @Test func `an owner of the network may ping`() async throws {
        try await withLab { lab async throws in
            try await lab.appoint("olga", "owner")
            #expect(try await lab.ping("ada", token: lab.token("olga")).status == 200)
        }
    }

    @Test(arguments: ["admin", "member", "none", "outcast"])
    func `nobody below an owner may ping`(affiliation: String) async throws {
        try await withLab { lab async throws in
            try await lab.appoint("olga", "owner")
            try await lab.appoint("olga", affiliation)
            #expect(try await lab.ping("ada", token: lab.token("olga")).status == 403)
        }
    }

    @Test(arguments: ["GET", "PUT", "DELETE"])
    func `another method than POST is refused and pulls nothing`(method: String) async throws {
        try await withLab { lab async throws in
            let path = "/api/v3.0/user/ada/refresh?lftoken=\(lab.system)"
            let answer = await rawCall(method, path, port: lab.port)
            #expect(answer.status == 405)
            #expect(answer.header("Allow") == "POST")
            // A later pull for somebody else is over, so one for ada would have been seen.
            try await lab.pingAndSettle("grace")
            #expect(lab.publisher.pulls.map(\.user) == ["grace"])
        }
    }

    @Test func `a user who was never seen is created by the pull`() async throws {
        try await withLab { lab async throws in
            #expect(try await lab.get("/studio/users/ada").status == 404)
            lab.publisher.names("ada", "Ada Lovelace")
            try await lab.pingAndSettle("ada")
            let users = try await lab.get("/studio/users").json["users"]?.elements
            #expect(users?.map { $0["display_name"]?.string } == ["Ada Lovelace"])
        }
    }

    @Test func `a pull endpoint that hangs does not delay the answer`() async throws {
        try await withLab { lab async throws in
            lab.publisher.hold()
            #expect(try await lab.ping("ada").status == 200)
            let executed = try await lab.entry { $0.step == 5 }
            let acknowledged = try #require(try await lab.entries().first { $0.step == 2 })
            #expect(acknowledged.seq < executed.seq)
        }
    }

    @Test func `two pings while a pull is queued cause one pull of the latest state`() async throws {
        let pace = Pace(pull: .seconds(1)...(.seconds(1)), bootstrap: .seconds(5)...(.seconds(5)))
        try await withLab(pace: pace) { lab async throws in
            lab.publisher.names("ada", "A")
            try await lab.ping("ada")
            lab.publisher.names("ada", "B")
            try await lab.ping("ada")
            try await lab.settled("ada")
            #expect(try await lab.user("ada")["display_name"]?.string == "B")
            #expect(lab.publisher.pulls.count == 1)
            #expect(try await lab.entries().count { $0.state == "queued" } == 1)
        }
    }

    @Test func `a ping while the pull is under way causes another one`() async throws {
        try await withLab { lab async throws in
            lab.publisher.names("ada", "A")
            lab.publisher.hold()
            try await lab.ping("ada")
            for await _ in lab.publisher.arrivals { break }
            lab.publisher.names("ada", "B")
            try await lab.ping("ada")
            try await lab.entry { $0.detail.contains("under way") }
            lab.publisher.release()
            let first = try await lab.settled("ada")
            try await lab.settled("ada", after: first.seq)
            #expect(try await lab.user("ada")["display_name"]?.string == "B")
            #expect(lab.publisher.pulls.count == 2)
        }
    }

    @Test func `the path takes a bare id and no other form`() async throws {
        try await withLab { lab async throws in
            for id in ["ada@labs.fyre.co", "a%20b", "system", "%0A"] {
                #expect(try await lab.ping(id).status == 400)
            }
            #expect(try await lab.ping("abc.ABC-123_huh").status == 200)
        }
    }

    @Test func `the log says in which place the token was`() async throws {
        try await withLab { lab async throws in
            let (path, body, type) = Dialect.python.request("ada", Vectors.system)
            _ = try await lab.post(path, body, type: type)
            let received = try await lab.entry { $0.step == 1 }
            #expect(received.detail.contains("form body labelled as JSON"))
        }
    }
}
