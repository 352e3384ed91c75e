import Livefyre
import Nameplate
import Testing
import TestRandomness

struct MintingTests {
    @Test func `a token has exactly the header and the four claims, in the libraries' order`() throws {
        let token = try labs().userAuthToken(userID: "ada", displayName: "Ada", expiresIn: 60, now: someTime)
        let parts = token.split(separator: ".")
        let header = try #require(Base64URL.decode(parts[0].utf8))
        let payload = try #require(Base64URL.decode(parts[1].utf8))
        #expect(String(decoding: header, as: UTF8.self) == #"{"typ":"JWT","alg":"HS256"}"#)
        #expect(
            String(decoding: payload, as: UTF8.self)
                == #"{"domain":"labs.fyre.co","user_id":"ada","display_name":"Ada","expires":1800000060}"#
        )
    }

    @Test func `a system token is named system twice and lives a day`() throws {
        let claims = try labs().verifySystemToken(labs().systemToken(now: someTime), now: someTime)
        #expect(
            claims
                == TokenClaims(
                    domain: "labs.fyre.co",
                    userID: "system",
                    displayName: "system",
                    expires: Double(someTime + 86_400)
                )
        )
    }

    @Test(arguments: ["abc.ABC-123_huh", "_u696", "0", "-", "...", String(repeating: "a", count: 255)])
    func `ids of the network's characters are taken`(id: String) throws {
        let token = try labs().userAuthToken(userID: id, displayName: "Ada", expiresIn: 1, now: someTime)
        #expect(try labs().verify(token, now: someTime).userID == id)
    }

    @Test(
        arguments: [
            "a b", "a@b", "a/b", "", "ok\nx", "ok\n", "é", "a%20b", "a\0", ".", "..",
            String(repeating: "a", count: 256),
        ])
    func `other ids are refused`(id: String) throws {
        #expect(throws: TokenInputError.self) {
            try labs().userAuthToken(userID: id, displayName: "Ada", expiresIn: 1, now: someTime)
        }
        #expect(throws: TokenInputError.self) { try labs().pingRequest(userID: id, now: someTime) }
    }

    @Test func `no form of system is ever a reader's id`() throws {
        var generator = Seeded(8)
        let blanks = ["", " ", "\t", "\n", "\u{A0}", "\u{3000}", "\u{200B}", "\u{FEFF}", "\0"]
        for _ in 0..<2_000 {
            let word = "system".unicodeScalars.map { letter -> String in
                let forms = [
                    String(letter), String(letter).uppercased(),
                    String(Unicode.Scalar(letter.value + 0xFEE0).map(Character.init) ?? "?"),
                    String(letter) + "\u{200D}", String(letter) + "\u{301}",
                ]
                return forms[Int.random(in: 0..<Int.random(in: 2...forms.count, using: &generator), using: &generator)]
            }
            let id = blanks[Int.random(in: 0..<blanks.count, using: &generator)] + word.joined()
            #expect(throws: TokenInputError.self, "\(id)") {
                try labs().userAuthToken(userID: id, displayName: "Eve", expiresIn: 1, now: someTime)
            }
        }
    }

    @Test(arguments: ["ſystem", "sуstem", "s\u{2028}ystem", "system\u{0}"])
    func `look-alikes of system are refused`(id: String) throws {
        #expect(throws: TokenInputError.self) {
            try labs().userAuthToken(userID: id, displayName: "Eve", expiresIn: 1, now: someTime)
        }
    }

    @Test func `a name may have 50 scalars and no more`() throws {
        for scalar in ["a", "é", "日", "😀"] {
            let fits = String(repeating: scalar, count: 50)
            let token = try labs().userAuthToken(userID: "ada", displayName: fits, expiresIn: 1, now: someTime)
            #expect(try labs().verify(token, now: someTime).displayName == fits)
            #expect(throws: TokenInputError.self) {
                try labs().userAuthToken(userID: "ada", displayName: fits + scalar, expiresIn: 1, now: someTime)
            }
        }
    }

    @Test func `a name is written in NFC and trimmed`() throws {
        let token = try labs().userAuthToken(
            userID: "ada",
            displayName: " Zoe\u{308} ",
            expiresIn: 1,
            now: someTime
        )
        let name = try #require(try labs().verify(token, now: someTime).displayName)
        #expect(Array(name.utf8) == Array("Zoë".utf8))
    }

    @Test(arguments: ["a\u{7}b", "a\nb", "a\u{202E}b", "a\u{2066}b", "a\u{2028}b", "&amp;", "\u{200B}", "", " "])
    func `names that hide or break text are refused`(name: String) throws {
        #expect(throws: TokenInputError.self) {
            try labs().userAuthToken(userID: "ada", displayName: name, expiresIn: 1, now: someTime)
        }
    }

    @Test func `any name comes back as it was minted`() throws {
        var generator = Seeded(50)
        let network = try labs()
        let alphabet = Array("ab\"\\/<>&'=é日😀 \u{7F}؀")
        var minted = 0
        for _ in 0..<3_000 {
            let count = Int.random(in: 1...24, using: &generator)
            let text = String((0..<count).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &generator)] })
            guard let name = try? DisplayName(text) else { continue }
            let user = try UserID(String(repeating: "u", count: Int.random(in: 1...9, using: &generator)))
            let expires = Int.random(in: someTime...Int.max / 1024, using: &generator)
            var bytes: [UInt8] = []
            network.appendUserAuthToken(for: user, named: name, expires: expires, to: &bytes)
            let claims = try network.verify(String(decoding: bytes, as: UTF8.self), now: someTime)
            #expect(
                claims
                    == TokenClaims(
                        domain: "labs.fyre.co",
                        userID: user.text,
                        displayName: name.text,
                        expires: Double(expires)
                    )
            )
            minted += 1
        }
        #expect(minted > 1_000)
    }

    @Test(arguments: ["a.b", "ab.c", "abc.d", "abcd.e", "x.fyre.co", "xy.fyre.co", "xyz.fyre.co"])
    func `tokens of networks of any length are whole`(name: String) throws {
        let network = try labs(name: name)
        let token = try network.userAuthToken(userID: "ada", displayName: "Ada", expiresIn: 1, now: someTime)
        let payload = #"{"domain":"\#(name)","user_id":"ada","display_name":"Ada","expires":\#(someTime + 1)}"#
        let header = #"{"typ":"JWT","alg":"HS256"}"#
        #expect(token == network.sign(header: Array(header.utf8), payload: Array(payload.utf8)))
    }

    @Test func `appending keeps what was there`() throws {
        let network = try labs()
        var bytes = Array("lftoken=".utf8)
        network.appendUserAuthToken(for: try UserID("ada"), named: try DisplayName("Ada"), expires: 5, to: &bytes)
        let token = network.userAuthToken(
            for: try UserID("ada"),
            named: try DisplayName("Ada"),
            expires: Timestamp(milliseconds: 5_999)
        )
        #expect(String(decoding: bytes, as: UTF8.self) == "lftoken=" + token)
    }

    @Test(arguments: [0, -1, Int.min, Int.max])
    func `a lifetime that is none, or has no end, is refused`(seconds: Int) throws {
        #expect(throws: TokenInputError.duration(seconds)) {
            try labs().userAuthToken(userID: "ada", displayName: "Ada", expiresIn: seconds, now: someTime)
        }
    }

    @Test func `expires may be any integer`() throws {
        for expires in [Int.min, -1, 0, 9, 10, 99, 100, Int.max] {
            var bytes: [UInt8] = []
            try labs().appendUserAuthToken(
                for: UserID("ada"),
                named: DisplayName("Ada"),
                expires: expires,
                to: &bytes
            )
            let expected = try signed(claims(expires: String(expires)))
            #expect(String(decoding: bytes, as: UTF8.self) == expected)
        }
        #expect(try labs().verifySystemToken(labs().systemToken(expiresIn: .max, now: 1), now: 1).isSystem)
    }
}
