import Livefyre
import Testing

struct TokenDialectTests {
    @Test(
        arguments: [
            ("V2", [.php, .python, .ruby, .olderNode, .csharp, .nameplate]), ("V3", [.java]), ("V4", [.node]),
            ("V5", [.python, .csharp]), ("V6", [.php, .csharp]), ("V7", [.ruby, .olderNode, .csharp, .nameplate]),
            ("V8", [.node]), ("V9", [.java]), ("V10", [.livefyreItself]), ("V11", [.oldPHP]), ("V1", [.olderJava]),
            ("V19", []),
        ] as [(String, [TokenDialect])]
    )
    func `known tokens are known by their handwriting`(id: String, dialects: [TokenDialect]) throws {
        #expect(TokenDialect.guess(try KnownTokens[id].token) == dialects)
    }

    @Test func `our own tokens are among the guesses, whatever the name`() throws {
        for name in ["Ada", "Zoë", "a/b", "<b>", "日本", "\"\\"] {
            let token = try labs().userAuthToken(userID: "ada", displayName: name, expiresIn: 60, now: someTime)
            #expect(TokenDialect.guess(token).contains(.nameplate))
        }
    }

    @Test(arguments: ["", "a.b.c", "e30.e30.", "eyJhbGciOiJIUzI1NiJ9.W10.AAAA"])
    func `what is no token is nobody's`(text: String) {
        #expect(TokenDialect.guess(text).isEmpty)
    }

    @Test func `a fraction without iat is Python's or Ruby's or older Node's`() throws {
        #expect(TokenDialect.guess(try signed(claims(expires: "1900000000.5"))) == [.python, .ruby, .olderNode])
    }

    @Test func `every dialect has a name of its own`() {
        #expect(Set(TokenDialect.allCases.map(\.title)).count == TokenDialect.allCases.count)
    }
}
