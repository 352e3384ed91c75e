import Livefyre
import Nameplate
import Testing

struct LivefyreNetworkTests {
    @Test func `a network is where its name says, or where it was put`() throws {
        let key = try NetworkKey("testkeytest")
        #expect(try labs().serviceURL == "https://labs.quill.fyre.co")
        let local = try LivefyreNetwork(name: "labs.fyre.co", key: key, serviceURL: "http://127.0.0.1:8081/")
        #expect(local.serviceURL == "http://127.0.0.1:8081")
        let deeper = try LivefyreNetwork(name: "labs.fyre.co", key: key, serviceURL: "https://example.com/quill//")
        #expect(deeper.serviceURL == "https://example.com/quill")
        #expect(deeper.fullName == "labs.fyre.co")
    }

    @Test(arguments: [
        "", "labs", "labs.", ".fyre.co", "Labs.fyre.co", "labs fyre.co", "labs.fyre.co/", "ada@labs.fyre.co",
    ])
    func `what is no full name is refused`(name: String) throws {
        #expect(throws: InvalidNetwork.name(name)) {
            try LivefyreNetwork(name: name, key: NetworkKey("k"))
        }
    }

    @Test(
        arguments: [
            "", "labs.quill.fyre.co", "/x", "ftp://example.com", "https://", "https://u:p@example.com",
            "https://example.com/?a", "https://example.com/#a", "https://exa mple.com",
        ])
    func `a service that is no absolute web address is refused`(url: String) throws {
        #expect(throws: InvalidNetwork.serviceURL(url)) {
            try LivefyreNetwork(name: "labs.fyre.co", key: NetworkKey("k"), serviceURL: url)
        }
    }

    @Test func `a ping is a POST with a system token of five minutes in its query`() throws {
        let request = try labs().pingRequest(userID: "ada.Love-lace_1", now: someTime)
        let parts = request.url.split(separator: "?lftoken=").map(String.init)
        #expect(parts.first == "https://labs.quill.fyre.co/api/v3.0/user/ada.Love-lace_1/refresh")
        #expect(request.method == "POST")
        #expect(request.body.isEmpty)
        #expect(request.contentType == nil)
        let claims = try labs().verifySystemToken(#require(parts.last), now: someTime)
        #expect(claims.secondsLeft(at: someTime) == 3600)
    }

    @Test func `system can't be pinged`() throws {
        #expect(throws: TokenInputError.self) { try labs().pingRequest(userID: "system", now: someTime) }
    }

    @Test func `a pull URL is registered by a form, with a system token of five minutes`() throws {
        let template = "https://example.com/pull/?x=a b&id={id}"
        let request = try labs().registerRequest(pullURL: template, now: someTime)
        #expect(request.method == "POST")
        #expect(request.url == "https://labs.quill.fyre.co/")
        #expect(request.contentType == "application/x-www-form-urlencoded")
        let body = String(decoding: request.body, as: UTF8.self)
        let parts = body.split(separator: "&").map(String.init)
        #expect(parts.count == 2)
        #expect(parts[1] == "pull_profile_url=https%3A%2F%2Fexample.com%2Fpull%2F%3Fx%3Da%20b%26id%3D%7Bid%7D")
        let token = String(parts[0].dropFirst("actor_token=".count))
        #expect(try labs().verifySystemToken(token, now: someTime).secondsLeft(at: someTime) == 3600)
    }

    @Test(arguments: ["https://example.com/pull", "https://example.com/{ID}", "https://example.com/%7Bid%7D", ""])
    func `a pull URL without the literal {id} is refused`(template: String) throws {
        #expect(throws: InvalidPullTemplate.self) { try labs().registerRequest(pullURL: template, now: someTime) }
        #expect(throws: InvalidPullURL.self) {
            try labs().registration(ofPullURL: template, at: Timestamp(seconds: someTime))
        }
    }

    @Test func `while a key is replaced the new one signs, and tokens of both are taken`() throws {
        let old = try labs(key: "testkeytest")
        let both = try LivefyreNetwork(
            name: "labs.fyre.co",
            key: NetworkKey("next"),
            accepting: [NetworkKey("testkeytest")]
        )
        let alone = both.with(key: try NetworkKey("next"))
        let older = old.systemToken(now: someTime)
        let newer = both.systemToken(now: someTime)
        #expect(newer == alone.systemToken(now: someTime))
        #expect(throws: Never.self) { try both.verifySystemToken(older, now: someTime) }
        #expect(throws: Never.self) { try both.verifySystemToken(newer, now: someTime) }
        #expect(throws: TokenRefusal.wrongSignature) { try alone.verifySystemToken(older, now: someTime) }
        #expect(throws: TokenRefusal.wrongSignature) { try old.verifySystemToken(newer, now: someTime) }
        #expect(throws: TokenRefusal.wrongSignature) { try both.verify(newer + "A", now: someTime) }
        #expect(alone.serviceURL == both.serviceURL)
    }
}
