import Nameplate
import Testing

struct UserIDTests {
    @Test(arguments: ["a", "0", "_u696", "abc.ABC-123_huh", "...", "-", "systems", "sys.tem", "xsystem"])
    func `letters, digits, underscores, dots and dashes are taken`(text: String) throws {
        #expect(try UserID(text).text == text)
    }

    @Test func `an id has 1 to 255 characters`() throws {
        #expect(try UserID(String(repeating: "a", count: 255)).text.count == 255)
        #expect(throws: InvalidUserID.tooLong) { try UserID(String(repeating: "a", count: 256)) }
        #expect(throws: InvalidUserID.empty) { try UserID("") }
    }

    @Test func `every other character is refused, wherever it stands`() {
        let allowed = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-".unicodeScalars)
        for value in UInt32(0)...0x2FF {
            guard let scalar = Unicode.Scalar(value), !allowed.contains(scalar) else { continue }
            for text in ["\(scalar)", "a\(scalar)", "\(scalar)a", "a\(scalar)a"] {
                #expect(throws: InvalidUserID.character) { try UserID(text) }
            }
        }
    }

    @Test func `system is reserved in each of its 64 spellings`() {
        for mask in 0..<64 {
            let spelling = "system".enumerated().map { index, letter in
                mask >> index & 1 == 1 ? letter.uppercased() : String(letter)
            }
            #expect(throws: InvalidUserID.reserved) { try UserID(spelling.joined()) }
        }
    }

    @Test(arguments: [
        " system", "system ", "system\n", "ｓｙｓｔｅｍ", "ＳＹＳＴＥＭ", "ſystem", "sуstem", "sys\u{200B}tem", "system\0",
    ])
    func `what looks like system falls to the character set`(text: String) {
        #expect(throws: InvalidUserID.character) { try UserID(text) }
    }

    @Test(arguments: [".", ".."])
    func `what means another place in a path is refused`(text: String) {
        #expect(throws: InvalidUserID.dots) { try UserID(text) }
    }

    @Test func `case tells ids apart`() throws {
        #expect(try UserID("Ada") != UserID("ada"))
        #expect(try UserID("Ada") < UserID("ada"))
    }
}
