import LivefyreSandbox
import Nameplate
import Testing

@Suite struct CollectionTests {
    private static let article = "YXJ0aWNsZT4x"
    private static let posting = "/api/v3.0/collection/290596/\(article)/post/"
    private static let bootstrap = "/bs3/labs.fyre.co/290596/\(article)/init"

    private func head(_ lab: Lab) async throws -> JSONValue {
        try #require(try await lab.get(Self.bootstrap).json["headDocument"])
    }

    private func author(_ user: String, in document: JSONValue?) -> String? {
        document?["authors"]?["\(user)@labs.fyre.co"]?["displayName"]?.string
    }

    @Test func `a comment appears in the bootstrap document with its author`() async throws {
        try await withLab { lab async throws in
            lab.publisher.names("ada", "Ada")
            try await lab.pingAndSettle("ada")
            let posted = try await lab.post(Self.posting, "lftoken=\(lab.token("ada"))&body=Hello+there")
            #expect(posted.status == 200)
            #expect(author("ada", in: try posted.json["data"]) == "Ada")
            let head = try await head(lab)
            let content = try #require(head["content"]?.elements.first?["content"])
            #expect(content["body"]?.string == "Hello there")
            #expect(content["authorId"]?.string == "ada@labs.fyre.co")
            let members = head["authors"]?["ada@labs.fyre.co"]?.object?.keys.sorted()
            #expect(members == ["avatar", "displayName", "id", "profileUrl", "sourceId", "tags", "type"])
        }
    }

    @Test func `an author's new name shows only when the bootstrap document is too old`() async throws {
        try await withLab { lab async throws in
            lab.publisher.names("ada", "A")
            try await lab.pingAndSettle("ada")
            _ = try await lab.post(Self.posting, "lftoken=\(lab.token("ada"))&body=Hello")
            #expect(author("ada", in: try await head(lab)) == "A")
            lab.publisher.names("ada", "B")
            try await lab.pingAndSettle("ada")
            #expect(try await lab.user("ada")["display_name"]?.string == "B")
            lab.clock.advance(by: .milliseconds(4999))
            #expect(author("ada", in: try await head(lab)) == "A")
            lab.clock.advance(by: .milliseconds(1))
            #expect(author("ada", in: try await head(lab)) == "B")
        }
    }

    @Test func `what looks like markup stays text`() async throws {
        try await withLab { lab async throws in
            let markup = "<img src=x onerror=alert('1')>&\""
            _ = try await lab.post(Self.posting, "lftoken=\(lab.token("ada"))&body=\(escaped(markup))")
            let content = try await head(lab)["content"]?.elements.first?["content"]
            #expect(content?["body"]?.string == markup)
            #expect(
                content?["bodyHtml"]?.string
                    == "<p>&lt;img src=x onerror=alert(&#39;1&#39;)&gt;&amp;&quot;</p>"
            )
        }
    }

    @Test func `a nameless minted token writes comments, under the stored name`() async throws {
        try await withLab { lab async throws in
            lab.publisher.names("commenter_0", "Pulled")
            try await lab.pingAndSettle("commenter_0")
            let posted = try await lab.post(Self.posting, "lftoken=\(Vectors.minted)&body=Hello")
            #expect(author("commenter_0", in: try posted.json["data"]) == "Pulled")
        }
    }

    @Test func `nobody else sees what a banned user writes`() async throws {
        try await withLab { lab async throws in
            try await lab.appoint("eve", "outcast")
            let posted = try await lab.post(Self.posting, "lftoken=\(lab.token("eve"))&body=Spam")
            #expect(posted.status == 200)
            #expect(try posted.json["data"]?["messages"]?.elements.first?["vis"]?.int == 2)
            #expect(try await head(lab)["content"]?.elements.isEmpty == true)
        }
    }

    @Test func `a comment needs a good token and a text`() async throws {
        try await withLab { lab async throws in
            for token in [Vectors.wrongKey, Vectors.expired, ""] {
                #expect(try await lab.post(Self.posting, "lftoken=\(token)&body=Hello").status == 403)
            }
            let token = try lab.token("ada")
            #expect(try await lab.post(Self.posting, "lftoken=\(token)").status == 400)
            let long = String(repeating: "x", count: 5001)
            #expect(try await lab.post(Self.posting, "lftoken=\(token)&body=\(long)").status == 400)
            #expect(try await lab.post(Self.posting, "lftoken=\(lab.system)&body=Hello").status == 400)
        }
    }

    @Test func `collections are readable by every origin, without cookies`() async throws {
        try await withLab { lab async throws in
            let asked = await rawCall("OPTIONS", Self.posting, port: lab.port)
            #expect(asked.status == 204)
            let posted = try await lab.post(Self.posting, "lftoken=\(lab.token("ada"))&body=Hello")
            let refused = try await lab.post(Self.posting, "")
            for answer in [asked, posted, refused, try await lab.get(Self.bootstrap)] {
                #expect(answer.header("Access-Control-Allow-Origin") == "*")
                #expect(answer.header("Access-Control-Allow-Credentials") == nil)
            }
        }
    }

    @Test func `a collection without comments is empty, one of another network unknown`() async throws {
        try await withLab { lab async throws in
            #expect(try await head(lab)["content"]?.elements.isEmpty == true)
            #expect(try await lab.get("/bs3/other.fyre.co/290596/\(Self.article)/init").status == 404)
            #expect(try await lab.get("/bs3/labs.fyre.co/290596/%25/init").status == 400)
        }
    }
}
