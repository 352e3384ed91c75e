import Livefyre
import Nameplate
import Testing

struct KnownTokensTests {
    @Test func `every known token is what its header, payload and key give`() throws {
        for vector in try KnownTokens.all() {
            guard let key = vector.signingKey else { continue }
            let network = try labs(key: key)
            let token = network.sign(header: Array(vector.headerJSON.utf8), payload: Array(vector.payloadJSON.utf8))
            #expect(token == vector.token, "\(vector.id)")
        }
    }

    @Test func `a minted system token is V2 to the byte`() throws {
        let token = try labs().systemToken(expiresIn: 86_400, now: 1_900_000_000 - 86_400)
        #expect(try token == KnownTokens["V2"].token)
    }

    @Test func `a minted reader's token is V7 to the byte, with its name in raw UTF-8`() throws {
        let token = try labs().userAuthToken(
            userID: "user-1.A_b",
            displayName: "Zoë <O'Neil> & Co/日本",
            expiresIn: 600,
            now: 1_899_999_400
        )
        #expect(try token == KnownTokens["V7"].token)
    }

    @Test func `Livefyre's published sample verifies, and is expired today`() throws {
        let network = try labs(name: "test.fyre.com")
        let sample = try KnownTokens["V1"].token
        #expect(try network.verifySystemToken(sample, now: 1_396_655_083).domain == "test.fyre.com")
        #expect(systemRefusal(of: sample, by: network) == .expired(at: 1_396_655_083))
    }

    @Test func `a key that looks like Base64 is used as text`() throws {
        let token = try KnownTokens["V12"].token
        #expect(systemRefusal(of: token, by: try labs(key: "M5X4rTeKsGNRsV2RekagqSIE9UM=")) == nil)
        let decoded = try #require(Base64URL.decode("M5X4rTeKsGNRsV2RekagqSIE9UM=".utf8))
        #expect(HMACKey(decoded).tag(of: [1]) != HMACKey("M5X4rTeKsGNRsV2RekagqSIE9UM=".utf8).tag(of: [1]))
        #expect(systemRefusal(of: token, by: try labs()) == .wrongSignature)
    }

    @Test(arguments: ["V5", "V6", "V7", "V8", "V9"])
    func `all libraries' ways to write a name read as the same name`(id: String) throws {
        let claims = try labs().verify(KnownTokens[id].token, now: someTime)
        #expect(claims.displayName == "Zoë <O'Neil> & Co/日本")
        #expect(claims.userID == "user-1.A_b")
    }

    @Test(arguments: ["V2", "V3", "V4"])
    func `system tokens of all libraries verify`(id: String) throws {
        #expect(try labs().verifySystemToken(KnownTokens[id].token, now: someTime).isSystem)
    }

    @Test func `a fraction in expires and an iat are read`() throws {
        let claims = try labs().verify(KnownTokens["V8"].token, now: someTime)
        #expect(claims.expires == 1_900_000_000.5)
        #expect(claims.issuedAt == 1_899_996_400)
    }

    @Test func `Livefyre's own tokens, spaced and without a name, verify`() throws {
        let claims = try labs().verify(KnownTokens["V10"].token, now: someTime)
        #expect(
            claims
                == TokenClaims(
                    domain: "labs.fyre.co",
                    userID: "commenter_0",
                    displayName: nil,
                    expires: 1_900_000_000.123456
                )
        )
    }

    @Test(arguments: [("V11", "asd932i", "test123"), ("V20", "u1", nil), ("V21", "abc.ABC-123_huh", "Jane")])
    func `readers' tokens verify`(id: String, user: String, name: String?) throws {
        let claims = try labs().verify(KnownTokens[id].token, now: someTime)
        #expect(claims.userID == user)
        #expect(claims.displayName == name)
        #expect(!claims.isSystem)
    }

    @Test func `each way to be no system token has its own reason`() throws {
        let network = try labs()
        #expect(try systemRefusal(of: KnownTokens["V15"].token, by: network) == .expired(at: 1_000_000_000))
        #expect(try systemRefusal(of: KnownTokens["V16"].token, by: network) == .otherNetwork("other.fyre.co"))
        #expect(try systemRefusal(of: KnownTokens["V17"].token, by: network) == .notSystemUser("user1"))
        #expect(try systemRefusal(of: KnownTokens["V18"].token, by: network) == .wrongSignature)
        #expect(try systemRefusal(of: KnownTokens["V19"].token, by: network) == .unsupportedAlgorithm("none"))
        let refused = try ["V15", "V16", "V17", "V18", "V19"].map { try KnownTokens[$0].token }
        let refusals = refused.compactMap { systemRefusal(of: $0, by: network) }
        #expect(Set(refusals.map(\.code)).count == 5)
        #expect(Set(refusals.map(\.reason)).count == 5)
    }

    @Test func `the vectors' own verdicts hold`() throws {
        for vector in try KnownTokens.all() {
            if let valid = vector.validSystemTokenFor {
                let network = try labs(key: valid.key, name: valid.network)
                #expect(systemRefusal(of: vector.token, by: network) == nil, "\(vector.id)")
            } else {
                #expect(systemRefusal(of: vector.token, by: try labs()) != nil, "\(vector.id)")
            }
        }
    }

    @Test func `a key of 40 bytes is used whole, and not as Java cuts it`() throws {
        let network = try labs(key: "0123456789abcdefghijklmnopqrstuvwxyzABCD")
        #expect(try systemRefusal(of: KnownTokens["V13"].token, by: network) == nil)
        #expect(try systemRefusal(of: KnownTokens["V14"].token, by: network) == .wrongSignature)
    }
}
