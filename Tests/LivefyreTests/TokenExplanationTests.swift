import Livefyre
import Nameplate
import Testing

struct TokenExplanationTests {
    @Test func `a token is laid out as it stands, with moments as dates`() throws {
        let explanation = TokenExplanation(of: try KnownTokens["V6"].token, now: 1_899_827_200)
        #expect(explanation.header.map(\.name) == ["typ", "alg"])
        #expect(explanation.claims.map(\.name) == ["domain", "user_id", "display_name", "expires"])
        #expect(explanation.claims[2].text == #""Zo\u00eb <O'Neil> & Co\/\u65e5\u672c""#)
        #expect(explanation.claims[2].meaning == "Zoë <O'Neil> & Co/日本")
        #expect(explanation.claims[3].meaning == "2030-03-17 17:46:40 UTC")
        #expect(explanation.notes == ["It is good for another 2 days."])
        #expect(explanation.verdict == nil)
    }

    @Test func `with a network there is a verdict`() throws {
        let network = try labs()
        let good = TokenExplanation(of: try KnownTokens["V21"].token, now: someTime, network: network)
        #expect(try good.verdict?.get().userID == "abc.ABC-123_huh")
        let bad = TokenExplanation(of: try KnownTokens["V18"].token, now: someTime, network: network)
        #expect(bad.verdict == .failure(.wrongSignature))
    }

    @Test(
        arguments: [
            (claims(expires: "1900000000000"), "milliseconds"), (claims(expires: "636000000000000000"), ".NET ticks"),
            (claims(expires: "86400"), "lifetime in seconds"), (claims(expires: "1900000000.5"), "fraction"),
            (claims(expires: #""1900000000""#), "must be a number, not a string"),
            (claims(expires: "-5"), "before 1970"),
            (claims(expires: "1e400"), "ticks"), (claims(expires: "1799996400"), "expired 60 minutes ago"),
            (claims(expires: "1900000000,\"exp\":1"), "no claim of Livefyre's"),
            (claims(expires: "1900000000,\"iat\":1850000000"), "'iat' lies in the future"),
            (claims(expires: "1900000000,\"expires\":1900000000"), "more than once"),
            (#"{"domain":"labs.fyre.co","user_id":"ada","expires":1900000000}"#, "has no 'display_name'"),
            (#"{"domain":"labs.fyre.co","user_id":"ada","expiration":1900000000}"#, "'expiration' is not it"),
            (claims(expires: "1900000000").replacing("Ada", with: String(repeating: "a", count: 51)), "more than 50"),
            (claims(expires: "1900000000").replacing("Ada", with: " Ada"), "not in NFC"),
            (claims(expires: "1900000000").replacing("\"ada\"", with: "696"), "'user_id' must be a string"),
            (claims(expires: "1900000000").replacing("\"ada\"", with: "\"a@b\""), "'user_id'"),
            (claims(expires: "1900000000").replacing("\"ada\"", with: "\"system\""), "system token"),
            (claims(expires: "1900000000").replacing("labs.fyre.co", with: "labs.com"), ".fyre.co"),
            ("[]", "JSON object"),
        ])
    func `what is odd about a token is noted`(payload: String, note: String) throws {
        let notes = TokenExplanation(of: try signed(payload), now: someTime).notes
        #expect(notes.contains { $0.contains(note) }, "\(notes)")
    }

    @Test func `headers are noted too`() throws {
        let payload = claims(expires: "1900000000")
        let hostile = TokenExplanation(of: try signed(payload, header: #"{"alg":"HS256","kid":"x"}"#), now: someTime)
        #expect(hostile.notes.contains { $0.contains("'kid'") })
        let none = TokenExplanation(of: try signed(payload, header: #"{"alg":"none"}"#), now: someTime)
        #expect(none.notes.contains { $0.contains("'none'") })
    }

    @Test(arguments: ["", "abc", "a.b.c", "é", "e30.e30.!"])
    func `any text can be explained`(text: String) throws {
        #expect(!TokenExplanation(of: text, now: someTime, network: try labs()).notes.isEmpty)
    }

    @Test func `a wrong signature is traced to the usual mistakes with the key`() throws {
        let key = "M5X4rTeKsGNRsV2RekagqSIE9UM="
        let long = "0123456789abcdefghijklmnopqrstuvwxyzABCD"
        let decoded = try #require(Base64URL.decode(key.utf8))
        #expect(try notes(signedBy: decoded, checkedBy: key).contains { $0.contains("Base64-decoded") })
        #expect(
            try notes(signedBy: Array(key.utf8), checkedBy: key + "\n").contains { $0.contains("without its blanks") }
        )
        #expect(try notes(signedBy: Array((key + "\n").utf8), checkedBy: key).contains { $0.contains("line break") })
        #expect(try notes(signedBy: Array(long.utf8.prefix(32)), checkedBy: long).contains { $0.contains("32 bytes") })
        #expect(try notes(signedBy: Array("other".utf8), checkedBy: key).count == 1)
    }

    private func notes(signedBy signer: [UInt8], checkedBy key: String) throws -> [String] {
        let head = Base64URL.encode(Array(#"{"alg":"HS256"}"#.utf8))
        let signed = "\(head).\(Base64URL.encode(Array(claims(expires: "1900000000").utf8)))"
        let token = "\(signed).\(Base64URL.encode(HMACKey(signer).tag(of: Array(signed.utf8))))"
        return TokenExplanation(of: token, now: someTime, network: try labs(key: key)).notes
    }
}
