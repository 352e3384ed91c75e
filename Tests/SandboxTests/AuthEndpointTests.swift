import Livefyre
import LivefyreSandbox
import Nameplate
import Testing

@Suite struct AuthEndpointTests {
    private static let jane = "/api/v3.0/auth/?lftoken=\(Vectors.jane)"

    private func data(_ lab: Lab, _ token: String, _ more: String = "") async throws -> JSONValue {
        let answer = try await lab.get("/api/v3.0/auth/?lftoken=\(token)\(more)")
        try #require(answer.status == 200)
        return try #require(try answer.json["data"])
    }

    @Test func `with a callback the answer is JavaScript that calls it`() async throws {
        try await withLab { lab async throws in
            let answer = try await lab.get(Self.jane + "&callback=_lfcallback_1")
            #expect(answer.status == 200)
            #expect(answer.header("Content-Type")?.hasPrefix("application/javascript") == true)
            #expect(answer.header("X-Content-Type-Options") == "nosniff")
            #expect(answer.text.hasPrefix("_lfcallback_1({") && answer.text.hasSuffix("});"))
            let json = answer.body.dropFirst("_lfcallback_1(".utf8.count).dropLast(2)
            #expect(JSONValue(parsing: Array(json))?["code"]?.int == 200)
        }
    }

    @Test func `without a callback the answer is JSON that every origin may read, without cookies`() async throws {
        try await withLab { lab async throws in
            let answer = try await lab.get(Self.jane)
            #expect(answer.header("Content-Type")?.hasPrefix("application/json") == true)
            #expect(answer.header("Access-Control-Allow-Origin") == "*")
            #expect(answer.header("Access-Control-Allow-Credentials") == nil)
            #expect(answer.header("Cache-Control") == "no-store")
        }
    }

    @Test(arguments: ["/api/v3.0/auth", "/api/v3_0/auth", "/api/v3_0/auth/"])
    func `the other forms of the path are taken too`(path: String) async throws {
        try await withLab { lab async throws in
            #expect(try await lab.get("\(path)?lftoken=\(Vectors.jane)").status == 200)
        }
    }

    @Test func `the envelope says ok and the profile bears the JID`() async throws {
        try await withLab { lab async throws in
            let json = try await lab.get(Self.jane).json
            #expect(json["code"]?.int == 200)
            #expect(json["status"]?.string == "ok")
            #expect(json["data"]?["profile"]?["id"]?.string == "abc.ABC-123_huh@labs.fyre.co")
        }
    }

    @Test func `the presented token is echoed with its remaining whole seconds`() async throws {
        try await withLab { lab async throws in
            let echo = try await data(lab, Vectors.jane)["auth_token"]
            #expect(echo?["value"]?.string == Vectors.jane)
            #expect(echo?["ttl"]?.int == 1_900_000_000 - lab.clock.now.seconds)
        }
    }

    @Test func `a nameless token of thirty days is minted in the network's own form`() async throws {
        try await withLab { lab async throws in
            let minted = try #require(try await data(lab, Vectors.jane)["token"])
            #expect(minted["ttl"]?.int == 2_592_000)
            let value = try #require(minted["value"]?.string)
            #expect(value != Vectors.jane)
            let claims = try lab.network.verify(value, now: lab.clock.now.seconds)
            #expect(claims.displayName == nil)
            #expect(claims.userID == "abc.ABC-123_huh")
            #expect(claims.expires.rounded(.down) == Double(lab.clock.now.seconds + 2_592_000))
            let parts = value.split(separator: ".").compactMap { Base64URL.decode($0.utf8) }
            #expect(parts[0] == Array(#"{"alg": "HS256", "typ": "JWT"}"#.utf8))
            let payload = String(decoding: parts[1], as: UTF8.self)
            let form = #/\{"domain": "labs\.fyre\.co", "expires": \d{10}\.\d{6}, "user_id": "abc\.ABC-123_huh"\}/#
            #expect(payload.wholeMatch(of: form) != nil)
        }
    }

    @Test func `a minted token signs in again, and then the pulled name shows`() async throws {
        try await withLab { lab async throws in
            lab.publisher.names("ada", "B")
            try await lab.pingAndSettle("ada")
            let first = try await data(lab, try lab.token("ada", named: "A"))
            #expect(first["profile"]?["displayName"]?.string == "A")
            let minted = try #require(first["token"]?["value"]?.string)
            #expect(try await data(lab, minted)["profile"]?["displayName"]?.string == "B")
        }
    }

    @Test func `the name in the token wins in the session and never changes the stored profile`() async throws {
        try await withLab { lab async throws in
            lab.publisher.names("ada", "B")
            try await lab.pingAndSettle("ada")
            let name = try await data(lab, try lab.token("ada", named: "A"))["profile"]?["displayName"]?.string
            #expect(name == "A")
            #expect(try await lab.user("ada")["display_name"]?.string == "B")
            let after = try await data(lab, try lab.token("ada", named: "B"))["profile"]?["displayName"]?.string
            #expect(after == "B")
        }
    }

    @Test func `without a name anywhere the id stands in`() async throws {
        try await withLab(registersPullURL: false) { lab async throws in
            #expect(try await data(lab, Vectors.nameless)["profile"]?["displayName"]?.string == "u1")
        }
    }

    @Test func `while nothing was pulled the claimed name is the stored one`() async throws {
        try await withLab(registersPullURL: false) { lab async throws in
            _ = try await data(lab, try lab.token("ada", named: "Claimed"))
            let user = try await lab.user("ada")
            #expect(user["display_name"]?.string == "Claimed")
            #expect(user["source"]?.string == "claim")
            #expect(user["profile"] == .null)
        }
    }

    @Test func `unknown addresses are null and there is always a picture`() async throws {
        try await withLab(registersPullURL: false) { lab async throws in
            let profile = try await data(lab, Vectors.jane)["profile"]
            #expect(profile?["profileUrl"] == .null)
            #expect(profile?["settingsUrl"] == .null)
            #expect(profile?["avatar"]?.string.flatMap { WebURL($0) } != nil)
        }
    }

    @Test func `pulled addresses are shown`() async throws {
        try await withLab { lab async throws in
            lab.publisher.answers(
                "ada",
                #"{"display_name":"A","profile_url":"https://e.com/p","settings_url":"https://e.com/s","image_url":"https://e.com/i"}"#
            )
            try await lab.pingAndSettle("ada")
            let profile = try await data(lab, try lab.token("ada"))["profile"]
            #expect(profile?["profileUrl"]?.string == "https://e.com/p")
            #expect(profile?["settingsUrl"]?.string == "https://e.com/s")
            #expect(profile?["avatar"]?.string == "https://e.com/i")
        }
    }

    @Test func `an ordinary reader moderates nothing`() async throws {
        try await withLab { lab async throws in
            let data = try await data(lab, Vectors.jane)
            #expect(
                data["modScopes"]
                    == .object(["collections": .array([]), "networks": .array([]), "sites": .array([])])
            )
            #expect(data["isModAnywhere"] == .bool(false))
        }
    }

    @Test(arguments: ["owner", "admin"])
    func `a network moderator's scopes hold the network`(affiliation: String) async throws {
        try await withLab { lab async throws in
            try await lab.appoint("ada", affiliation)
            let data = try await data(lab, try lab.token("ada"))
            #expect(data["modScopes"]?["networks"] == .array([.string("labs.fyre.co")]))
            #expect(data["isModAnywhere"] == .bool(true))
        }
    }

    @Test func `a site's moderator and one named by the pulled profile are shown too`() async throws {
        try await withLab { lab async throws in
            try await lab.appoint("ada", "admin", scope: "site_id=290596")
            let site = try await data(lab, try lab.token("ada"))["modScopes"]
            #expect(site?["sites"] == .array([.string("290596")]))
            #expect(site?["networks"] == .array([]))
            lab.publisher.answers("grace", #"{"display_name":"Grace","moderator":"true"}"#)
            try await lab.pingAndSettle("grace")
            let pulled = try await data(lab, try lab.token("grace"))["modScopes"]
            #expect(pulled?["networks"] == .array([.string("labs.fyre.co")]))
        }
    }

    @Test func `a request that names a collection gets its id and the permissions`() async throws {
        try await withLab { lab async throws in
            // "article>1" has a plus sign in standard Base64.
            let plain = try await data(lab, Vectors.jane, "&articleId=YXJ0aWNsZT4x&siteId=290596")
            let id = try #require(plain["collection_id"]?.string)
            #expect(Int(id) != nil)
            let authors = try #require(plain["permissions"]?["authors"]?.elements)
            #expect(authors.map { $0["id"]?.string } == ["abc.ABC-123_huh@labs.fyre.co"])
            #expect(authors.first?["key"]?.string?.allSatisfy(\.isHexDigit) == true)
            #expect(plain["permissions"]?["moderator_key"] == nil)
            let again = try await data(lab, Vectors.jane, "&articleId=YXJ0aWNsZT4x&siteId=290596")
            #expect(again["collection_id"]?.string == id)
        }
    }

    @Test func `without a collection there is neither id nor permissions`() async throws {
        try await withLab { lab async throws in
            for more in ["", "&articleId=YXJ0aWNsZT4x", "&siteId=290596"] {
                let data = try await data(lab, Vectors.jane, more)
                #expect(data["collection_id"] == nil)
                #expect(data["permissions"] == nil)
            }
        }
    }

    @Test(arguments: [Vectors.expired, Vectors.otherNetwork, Vectors.wrongKey, Vectors.unsigned, "abc", "a.b.c"])
    func `a bad token is a 403, which JSONP can only say in the envelope`(token: String) async throws {
        try await withLab { lab async throws in
            let path = "/api/v3.0/auth/?lftoken=\(token)"
            let plain = try await lab.get(path)
            #expect(plain.status == 403)
            #expect(try plain.json["error_type"]?.string == "NotAuthorizedError")
            #expect(plain.header("Access-Control-Allow-Origin") == "*")
            let padded = try await lab.get(path + "&callback=cb")
            #expect(padded.status == 200)
            #expect(padded.text == "cb(\(plain.text));")
            #expect(try await lab.get("/studio/users").json["count"]?.int == 0)
        }
    }

    @Test(arguments: ["", "?lftoken="])
    func `without a token the answer is a success without a profile`(query: String) async throws {
        try await withLab { lab async throws in
            let answer = try await lab.get("/api/v3.0/auth/\(query)")
            #expect(answer.status == 200)
            #expect(try answer.json["data"] == .object(["version": .string("sandbox")]))
        }
    }

    @Test(arguments: ["a(b)", "alert(1)//", "1a", "", "a-b", "a%0Ab", "a%20b", "%3Cscript%3E", "a%2B", "ä"])
    func `a callback that could be more than a name is refused`(callback: String) async throws {
        try await withLab { lab async throws in
            let answer = try await lab.get(Self.jane + "&callback=\(callback == "ä" ? "%C3%A4" : callback)")
            #expect(answer.status == 400)
            #expect(answer.header("Content-Type")?.hasPrefix("application/json") == true)
        }
    }

    @Test func `a callback has at most 128 characters`() async throws {
        try await withLab { lab async throws in
            let longest = String(repeating: "a", count: 128)
            #expect(try await lab.get(Self.jane + "&callback=\(longest)").status == 200)
            #expect(try await lab.get(Self.jane + "&callback=\(longest)a").status == 400)
            #expect(try await lab.get(Self.jane + "&callback=$.jQuery_1").status == 200)
        }
    }

    @Test func `line separators in names don't end a JSONP string`() async throws {
        try await withLab { lab async throws in
            lab.publisher.names("u1", "a\u{2028}b")
            try await lab.pingAndSettle("u1")
            let answer = try await lab.get("/api/v3.0/auth/?lftoken=\(Vectors.nameless)&callback=cb")
            #expect(answer.text.contains(#""displayName":"a\u2028b""#))
        }
    }

    @Test func `a banned user still signs in`() async throws {
        try await withLab { lab async throws in
            let answer = try await lab.post("/api/v3.0/author/ada%40labs.fyre.co/ban/", "lftoken=\(lab.system)")
            #expect(try answer.json["data"]?["message"]?.string == "Success")
            #expect(try await data(lab, try lab.token("ada"))["profile"] != nil)
            #expect(try await lab.user("ada")["affiliation"]?.string == "outcast")
            _ = try await lab.post("/api/v3.0/author/ada@labs.fyre.co/unban/", "lftoken=\(lab.system)")
            #expect(try await lab.user("ada")["affiliation"]?.string == "none")
        }
    }

    @Test func `the system token signs in as the system, who is no user`() async throws {
        try await withLab { lab async throws in
            let data = try await data(lab, Vectors.system)
            #expect(data["profile"]?["displayName"]?.string == "system")
            #expect(data["profile"]?["id"]?.string == "system@labs.fyre.co")
            #expect(try await lab.get("/studio/users").json["count"]?.int == 0)
        }
    }

    @Test func `a token that lives for millennia is taken, and flagged`() async throws {
        try await withLab { lab async throws in
            let payload =
                #"{"domain":"labs.fyre.co","user_id":"ada","display_name":"Ada","expires":1900000000000}"#
            let token = lab.network.sign(
                header: Array(#"{"alg":"HS256"}"#.utf8),
                payload: Array(payload.utf8)
            )
            _ = try await data(lab, token)
            try await lab.entry { $0.detail.contains("milliseconds") }
        }
    }
}
