import Livefyre
import Nameplate
import Testing
import TestRandomness

struct VerificationTests {
    @Test(arguments: [1, 2, 3, 4])
    func `a token is refused when any byte of it was flipped`(seed: UInt64) throws {
        var generator = Seeded(seed)
        let network = try labs()
        for round in 0..<250 {
            let name = String(repeating: "né", count: Int.random(in: 1...8, using: &generator))
            let token = try network.userAuthToken(userID: "u\(round)", displayName: name, expiresIn: 60, now: someTime)
            #expect(refusal(of: token, by: network) == nil)
            var bytes = Array(token.utf8)
            for place in bytes.indices {
                let flip = UInt8(1) << UInt8.random(in: 0..<7, using: &generator)
                bytes[place] ^= flip
                let refused = refusal(of: String(decoding: bytes, as: UTF8.self), by: network)
                bytes[place] ^= flip
                if refused == nil || refused?.showsClaims == true { Issue.record("byte \(place) of \(token)") }
            }
        }
    }

    @Test func `a token cut short or drawn out is refused`() throws {
        let network = try labs()
        let token = try KnownTokens["V21"].token
        for count in 0..<token.utf8.count {
            #expect(refusal(of: String(token.prefix(count)), by: network) != nil)
        }
        for tail in ["A", ".", " ", "\n", "==", "\0", ".e30", "é"] {
            #expect(refusal(of: token + tail, by: network) != nil)
            #expect(refusal(of: tail + token, by: network) != nil)
        }
    }

    @Test func `nothing is read of claims whose signature is wrong`() throws {
        let other = try labs(key: "another key of twenty bytes")
        for payload in ["{}", "[", claims(expires: "1"), #"{"domain":"other.fyre.co"}"#] {
            #expect(refusal(of: try signed(payload), by: other) == .wrongSignature)
        }
        let header = Base64URL.encode(Array(#"{"alg":"HS256"}"#.utf8))
        #expect(refusal(of: "\(header).!!!.AAAA", by: other) == .wrongSignature)
    }

    @Test(
        arguments: [
            ("none", #"{"alg":"none"}"#), ("None", #"{"alg":"None"}"#), ("hs256", #"{"alg":"hs256"}"#),
            ("Hs256", #"{"alg":"Hs256"}"#), ("HS256 ", #"{"alg":"HS256 "}"#), ("HS384", #"{"alg":"HS384"}"#),
            ("HS512", #"{"alg":"HS512"}"#), ("RS256", #"{"alg":"RS256"}"#), ("ES256", #"{"alg":"ES256"}"#),
            ("PS256", #"{"alg":"PS256"}"#), ("", #"{"alg":""}"#), (nil, #"{"typ":"JWT"}"#), (nil, "{}"),
            (nil, #"{"alg":null}"#), (nil, #"{"alg":256}"#), (nil, #"{"alg":["HS256"]}"#), (nil, #"{"ALG":"HS256"}"#),
            ("none", #"{"alg":"HS256","alg":"none"}"#),
        ] as [(String?, String)]
    )
    func `only HS256 is taken, to the letter`(algorithm: String?, header: String) throws {
        let token = try signed(claims(expires: "1900000000"), header: header)
        #expect(refusal(of: token, by: try labs()) == .unsupportedAlgorithm(algorithm))
    }

    @Test func `a token signed by HS512 with the right key is refused`() throws {
        let honest =
            "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzUxMiJ9.eyJkb21haW4iOiJsYWJzLmZ5cmUuY28iLCJ1c2VyX2lkIjoic3lzdGVtIiwiZGl"
            + "zcGxheV9uYW1lIjoic3lzdGVtIiwiZXhwaXJlcyI6MTkwMDAwMDAwMH0.SSC8tZoKKtYLB_CNpWbmJ_DZ8TL0Vxfz9omBu-iMolh"
            + "qSHiSeMDRbqHLe5eaKXMAQfub-vnvSb1Z25GeIidb_g"
        #expect(refusal(of: honest, by: try labs()) == .unsupportedAlgorithm("HS512"))
        let lying =
            "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJkb21haW4iOiJsYWJzLmZ5cmUuY28iLCJ1c2VyX2lkIjoic3lzdGVtIiwiZGl"
            + "zcGxheV9uYW1lIjoic3lzdGVtIiwiZXhwaXJlcyI6MTkwMDAwMDAwMH0.wNeimp6To6RPpKOlRNh0uGKXP09CjjhmouDTJlCi07-"
            + "A9w3ss82DIuF8hETK1Wls3u00qXhplWMWI_5iWy78xA"
        #expect(refusal(of: lying, by: try labs()) == .wrongSignature)
    }

    @Test(
        arguments: [
            #"{"alg":"HS256","kid":"../../etc/passwd"}"#, #"{"alg":"HS256","kid":"' OR 1=1 --"}"#,
            #"{"alg":"HS256","jku":"http://169.254.169.254/keys"}"#, #"{"alg":"HS256","x5u":"file:///key.pem"}"#,
            #"{"alg":"HS256","jwk":{"kty":"oct","k":""}}"#, #"{"typ":null,"alg":"HS256"}"#,
            #"{"alg":"HS\u0032\u00356"}"#,
            #" { "alg" : "HS256" } "#, #"{"alg":"none","alg":"HS256"}"#,
        ])
    func `what else a header has is never looked at`(header: String) throws {
        let token = try signed(claims(expires: "1900000000"), header: header)
        #expect(try labs().verify(token, now: someTime).userID == "ada")
        #expect(refusal(of: token, by: try labs(key: "wrongkey")) == .wrongSignature)
    }

    @Test func `extensions that must be known are refused`() throws {
        let token = try signed(claims(expires: "1900000000"), header: #"{"alg":"HS256","crit":["b64"],"b64":false}"#)
        #expect(refusal(of: token, by: try labs()) == .unknownExtensions)
    }

    @Test(
        arguments: [
            ("", TokenRefusal.notThreeSegments), ("abc", .notThreeSegments), ("a.b", .notThreeSegments),
            ("a.b.c.d", .notThreeSegments), ("..", .headerNotJSON), ("e30=.e30.", .unsupportedAlgorithm(nil)),
            ("!.e30.e30", .notBase64), ("W10.e30.e30", .headerNotJSON), ("IkhTMjU2Ig.e30.e30", .headerNotJSON),
            ("e30.e30.e30", .unsupportedAlgorithm(nil)), ("eyJhbGciOiJIUzI1NiJ9..", .wrongSignature),
            ("eyJhbGciOiJIUzI1NiJ9.e30.A", .notBase64), ("eyJhbGciOiJIUzI1NiJ9.e30.AB", .notBase64),
            ("eyJhbGciOiJIUzI1NiJ9.e30.AAAA", .wrongSignature), ("é.é.é", .notBase64),
        ])
    func `what is no token is told so`(text: String, expected: TokenRefusal) throws {
        #expect(refusal(of: text, by: try labs()) == expected)
    }

    @Test func `padded and standard Base64 are read too`() throws {
        let token = try labs().userAuthToken(userID: "ada", displayName: "ÿþ>?ÿ", expiresIn: 60, now: someTime)
        let parts = token.split(separator: ".").map(String.init)
        let signature = parts[2].replacing("-", with: "+").replacing("_", with: "/")
        #expect(refusal(of: "\(parts[0]).\(parts[1]).\(signature)=", by: try labs()) == nil)

        let header = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9"
        let payload = "eyJkb21haW4iOiJsYWJzLmZ5cmUuY28iLCJ1c2VyX2lkIjoiYSIsImV4cGlyZXMiOjE5MDAwMDAwMDAsIngiOiI/Pz8ifQ=="
        let tag = HMACKey("testkeytest".utf8).tag(of: Array("\(header).\(payload)".utf8))
        #expect(refusal(of: "\(header).\(payload).\(Base64URL.encode(tag))", by: try labs()) == nil)
    }

    @Test(
        arguments: [
            ("1800000000", true), ("1800000000.0", true), ("18e8", true), ("1.8E+9", true), ("1800000000.000001", true),
            ("1800000001", true), ("1799999999", false), ("1799999999.999999", false), ("0", false), ("-0", false),
            ("-1800000000", false), ("-1e400", false), ("1e-400", false), ("1900000000000", true),
            ("636000000000000000", true), ("99999999999999999999999999", true), ("1e300", true), ("1e400", true),
        ])
    func `a token is good up to and including the second in which it expires`(expires: String, isGood: Bool) throws {
        let refused = refusal(of: try signed(claims(expires: expires)), by: try labs(), at: 1_800_000_000)
        #expect((refused == nil) == isGood)
        #expect(refused == nil || refused?.code == "expired")
    }

    @Test(arguments: [#""1900000000""#, "null", "true", "[1900000000]", "{}", #""""#])
    func `expires must be a number`(expires: String) throws {
        #expect(
            refusal(of: try signed(claims(expires: expires)), by: try labs()) == .wrongType(claim: "expires")
        )
    }

    @Test(arguments: ["domain", "user_id", "expires"])
    func `three claims must be there`(claim: String) throws {
        let payload = claims(expires: "1900000000").replacing("\"\(claim)\"", with: "\"other\"")
        #expect(refusal(of: try signed(payload), by: try labs()) == .missingClaim(claim))
    }

    @Test(arguments: [("domain", #""labs.fyre.co""#), ("user_id", #""ada""#), ("display_name", #""Ada""#)])
    func `text claims must be strings`(claim: String, value: String) throws {
        for wrong in ["5", "true", "[]", "{}"] {
            let payload = claims(expires: "1900000000").replacing(":\(value)", with: ":\(wrong)")
            #expect(refusal(of: try signed(payload), by: try labs()) == .wrongType(claim: claim))
        }
    }

    @Test func `a name of null is no name`() throws {
        let payload = claims(expires: "1900000000").replacing(#""Ada""#, with: "null")
        #expect(try labs().verify(signed(payload), now: someTime).displayName == nil)
    }

    @Test(arguments: ["labs.fyre.co.", "LABS.fyre.co", "labs.fyre.co ", "xlabs.fyre.co", "labs", "", "labs.fyre.c"])
    func `another network's name is another network`(domain: String) throws {
        let payload = claims(expires: "1900000000").replacing("labs.fyre.co", with: domain)
        #expect(refusal(of: try signed(payload), by: try labs()) == .otherNetwork(domain))
    }

    @Test(arguments: ["System", "SYSTEM", " system", "system ", "ｓｙｓｔｅｍ", "system\\u0000", ""])
    func `only system to the letter is the system user`(user: String) throws {
        let payload = claims(expires: "1900000000").replacing(#""ada""#, with: #""\#(user)""#)
        #expect(systemRefusal(of: try signed(payload), by: try labs())?.code == "not-system-user")
    }

    @Test func `of a claim that is there twice the last one counts`() throws {
        let payload =
            #"{"domain":"x","user_id":"system","expires":1,"domain":"labs.fyre.co","user_id":"ada","expires":19e8}"#
        #expect(try labs().verify(signed(payload), now: someTime).userID == "ada")
    }

    @Test(
        arguments: [
            "", "[]", "5", "null", #""x""#, "{", "{}}", "{,}", #"{"domain"}"#, "\u{FEFF}{}",
            String(repeating: "[", count: 9_000), #"{"a":"# + String(repeating: "[", count: 9_000),
            #"{"a":"# + String(repeating: "[", count: 3_000) + String(repeating: "]", count: 3_000) + "}",
            String(repeating: #"{"a":"#, count: 2_000),
        ])
    func `claims that are no object are refused and crash nothing`(payload: String) throws {
        #expect(refusal(of: try signed(payload), by: try labs()) == .payloadNotJSON)
    }

    @Test func `a token over 16 KiB is refused unread`() throws {
        let network = try labs()
        let payload = #"{"domain":"labs.fyre.co","user_id":"a","expires":19e8,"x":""#
        let fits = try signed(payload + String(repeating: "x", count: 12_000) + #""}"#)
        #expect(fits.utf8.count < 16_384)
        #expect(refusal(of: fits, by: network) == nil)
        #expect(
            refusal(of: try signed(payload + String(repeating: "x", count: 13_000) + #""}"#), by: network) == .tooLong
        )
        #expect(refusal(of: String(repeating: ".", count: 50_000_000), by: network) == .tooLong)
    }

    @Test func `what is left of a life is a whole number in reach, whatever expires says`() throws {
        func left(_ expires: Double) -> Int {
            TokenClaims(domain: "", userID: "", displayName: nil, expires: expires).secondsLeft(at: 100)
        }
        #expect(left(100) == 0)
        #expect(left(99) == 0)
        #expect(left(101.9) == 1)
        #expect(left(.greatestFiniteMagnitude) == 1 << 53)
        #expect(left(-.greatestFiniteMagnitude) == 0)
    }
}

extension TokenRefusal {
    /// Whether this could only be said by somebody who read the claims.
    fileprivate var showsClaims: Bool {
        switch self {
        case .missingClaim, .wrongType, .otherNetwork, .expired, .notSystemUser, .payloadNotJSON: true
        default: false
        }
    }
}
