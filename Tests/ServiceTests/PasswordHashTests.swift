import NameplateService
import Testing

@Suite struct PasswordHashTests {
    static let salt = "c2FsdHNhbHQ"
    static let hash = "AAAAAAAAAAAAAAAAAAAAAA"

    @Test func `a hash takes its password and no other`() throws {
        let made = try PasswordHash(
            of: Array("open-sesame".utf8),
            salt: Array("saltsalt".utf8),
            cost: .init(memory: 8, passes: 1, lanes: 1)
        )
        let read = try #require(PasswordHash(made.text))
        #expect(read.text.hasPrefix("$argon2id$v=19$m=8,t=1,p=1$\(Self.salt)$"))
        #expect(try read.matches(Array("open-sesame".utf8)))
        #expect(try !read.matches(Array("open-sesame ".utf8)))
    }

    @Test(arguments: [("8", "1", "1"), ("19456", "2", "1"), ("65536", "3", "4"), ("1048576", "4", "16")])
    func `what others make at usual costs is taken`(memory: String, passes: String, lanes: String) {
        #expect(PasswordHash("$argon2id$v=19$m=\(memory),t=\(passes),p=\(lanes)$\(Self.salt)$\(Self.hash)") != nil)
    }

    /// libargon2 would begin with it, and hold the thread for as long.
    @Test(arguments: [
        ("4294967295", "1", "1"), ("1048577", "1", "1"), ("8", "4294967295", "1"), ("1048576", "5", "1"),
        ("4096", "1", "17"), ("8", "1", "2"), ("8", "0", "1"), ("8", "1", "0"),
    ])
    func `what costs more than can be borne is not begun`(memory: String, passes: String, lanes: String) {
        #expect(PasswordHash("$argon2id$v=19$m=\(memory),t=\(passes),p=\(lanes)$\(Self.salt)$\(Self.hash)") == nil)
    }

    @Test(arguments: [
        "", "$", "$argon2i$v=19$m=8,t=1,p=1$\(salt)$\(hash)", "$argon2id$m=8,t=1,p=1$\(salt)$\(hash)",
        "$argon2id$v=16$m=8,t=1,p=1$\(salt)$\(hash)", "$argon2id$v=19$m=08,t=1,p=1$\(salt)$\(hash)",
        "$argon2id$v=19$m=8,t=+1,p=1$\(salt)$\(hash)", "$argon2id$v=19$t=1,m=8,p=1$\(salt)$\(hash)",
        "$argon2id$v=19$m=8,t=1,p=1$\(salt)$\(hash)$", "$argon2id$v=19$m=8,t=1,p=1$$\(hash)",
        "$argon2id$v=19$m=8,t=1,p=1$\(salt)$", "$argon2id$v=19$m=8,t=1,p=1$\(salt)=$\(hash)",
        "$argon2id$v=19$m=8,t=1,p=1$\(salt)$AAAAAAAAAAAAAAAAAAAAAB", "$argon2id$v=19$m=8,t=1,p=1$\(salt)$\(hash)\0",
    ])
    func `what is no such string is not taken`(text: String) {
        #expect(PasswordHash(text) == nil)
    }
}
