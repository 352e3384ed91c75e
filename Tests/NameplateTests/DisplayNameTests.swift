import Nameplate
import Testing

struct DisplayNameTests {
    @Test func `a name is put into NFC`() throws {
        let name = try DisplayName("Zoe\u{308}")
        #expect(Array(name.text.unicodeScalars) == ["Z", "o", "\u{EB}"])
        #expect(try Array(DisplayName("\u{1112}\u{1161}\u{11AB}").text.unicodeScalars) == ["\u{D55C}"])
    }

    @Test(arguments: [" Ada", "Ada ", "\t Ada\n", "\u{A0}Ada\u{3000}", "\u{2028}Ada\u{85}"])
    func `blanks around a name are cut`(text: String) throws {
        #expect(try DisplayName(text).text == "Ada")
    }

    @Test func `blanks within a name stay`() throws {
        #expect(try DisplayName("Ada  King").text == "Ada  King")
    }

    @Test func `a name has 1 to 50 scalars, counted after NFC and cutting`() throws {
        for scalar in ["a", "é", "日", "😀"] {
            #expect(try DisplayName(String(repeating: scalar, count: 50)).text.unicodeScalars.count == 50)
            #expect(throws: InvalidText.tooLong(50)) { try DisplayName(String(repeating: scalar, count: 51)) }
        }
        #expect(try DisplayName(String(repeating: "e\u{301}", count: 50)).text.unicodeScalars.count == 50)
        #expect(try DisplayName("  " + String(repeating: "a", count: 50) + "  ").text.count == 50)
        #expect(throws: InvalidText.tooLong(50)) { try DisplayName(String(repeating: "a", count: 100_000)) }
    }

    @Test func `one character of many scalars counts by its scalars`() {
        #expect(throws: InvalidText.tooLong(50)) {
            try DisplayName("a" + String(repeating: "\u{334}", count: 50))
        }
    }

    @Test(arguments: ["", " ", "\n\t", "\u{3000}"])
    func `an empty name is refused`(text: String) {
        #expect(throws: InvalidText.empty) { try DisplayName(text) }
    }

    @Test func `every control character is refused`() {
        for value in Array(UInt32(0)...0x1F) + Array(0x7F...0x9F) + [0x2028, 0x2029] {
            guard let scalar = Unicode.Scalar(value) else { continue }
            #expect(throws: InvalidText.control) { try DisplayName("a\(scalar)b") }
        }
    }

    @Test func `every character that turns text around is refused`() {
        for value in Array(UInt32(0x202A)...0x202E) + Array(0x2066...0x2069) {
            guard let scalar = Unicode.Scalar(value) else { continue }
            #expect(throws: InvalidText.bidirectionalControl) { try DisplayName("a\(scalar)b") }
            #expect(throws: InvalidText.bidirectionalControl) { try DisplayName("\(scalar)b") }
        }
    }

    @Test(arguments: ["&amp;", "a&lt;b", "&#65;", "&#x41;", "&&amp;", "&a_1;", "&a&b;"])
    func `an HTML entity is refused`(text: String) {
        #expect(throws: InvalidText.entity) { try DisplayName(text) }
    }

    @Test(arguments: ["A & B", "A&B", "&;", "Q & A;", "<b>", "a;b", "& amp;", "O'Neil"])
    func `an ampersand by itself, and markup, are text`(text: String) throws {
        #expect(try DisplayName(text).text == text)
    }

    @Test(
        arguments: [
            "\u{200B}", "\u{200D}\u{200D}", "\u{FEFF}", "\u{3164}", "\u{115F}", "\u{2800}", "\u{E0041}", "\u{301}",
            "\u{AD}", "\u{E000}", "\u{2060}\u{180E}", "\u{FFF9}",
        ])
    func `a name that shows nothing is refused`(text: String) {
        #expect(throws: InvalidText.invisible) { try DisplayName(text) }
    }

    @Test(arguments: ["x", "日本", "😀", "👩‍👩‍👧", "Ñandú", "مريم", "שרה", "ก", "1", "-", "•"])
    func `names of all scripts are taken as they are`(text: String) throws {
        #expect(try DisplayName(text).text == text)
    }
}
