import Foundation
import Nameplate
import Testing
import TestRandomness

struct JSONScannerTests {
    @Test(
        arguments: [
            ("null", .null), (" true ", .bool(true)), ("false", .bool(false)), ("0", .number(0)),
            ("-0.5e+1", .number(-5)),
            ("1E2", .number(100)), (#""""#, .string("")),
            (#""\u00eB\ud83d\uDE00\"\\\/\b\f\n\r\t""#, .string("ë😀\"\\/\u{8}\u{C}\n\r\t")),
            ("[]", .array([])), ("[1,[null]]", .array([.number(1), .array([.null])])), ("{}", .object([:])),
            (#"{"a":{"b":"c"}}"#, .object(["a": .object(["b": .string("c")])])),
            ("1e999", .number(.greatestFiniteMagnitude)), ("-1e999", .number(-.greatestFiniteMagnitude)),
            ("1e-999", .number(0)), ("0e5", .number(0)),
        ] as [(String, JSONValue)]
    )
    func `a JSON text reads as its value`(text: String, value: JSONValue) {
        #expect(JSONValue(parsing: Array(text.utf8)) == value)
    }

    @Test(
        arguments: [
            "", " ", "nul", "nulll", "True", "01", "-", "+1", ".5", "1.", "1e", "1e+", "0x1", "NaN", "Infinity", "'a'",
            #"""#,
            #""\x""#, #""\u12""#, #""\u12g4""#, #""\ud83d""#, #""\ud83dx""#, #""\ud83d\u0041""#, #""\ude00""#, "\"\n\"",
            "[", "]", "[1,]", "[,1]", "[1 2]", "{", "}", "{1:2}", #"{"a"}"#, #"{"a":}"#, #"{"a":1,}"#,
            #"{"a":1 "b":2}"#,
            "{}{}", "[] []", "// c\n1", "\u{FEFF}1", "1\0",
        ])
    func `what is no JSON text is refused`(text: String) {
        #expect(JSONValue(parsing: Array(text.utf8)) == nil)
    }

    @Test(arguments: [
        [0x22, 0xFF, 0x22], [0x22, 0xC0, 0x80, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22], [0x22, 0xE6, 0x97, 0x22],
        [0x22, 0xF0, 0x9F, 0x98, 0x22],
    ])
    func `text that is not UTF-8 is refused`(bytes: [UInt8]) {
        #expect(JSONValue(parsing: bytes) == nil)
    }

    @Test func `nesting has an end`() {
        func nested(_ depth: Int) -> [UInt8] {
            bytes(UInt8(ascii: "["), count: depth) + bytes(UInt8(ascii: "]"), count: depth)
        }
        func objects(_ depth: Int) -> [UInt8] {
            Array((String(repeating: #"{"a":"#, count: depth) + "0" + String(repeating: "}", count: depth)).utf8)
        }
        #expect(JSONValue(parsing: nested(64)) != nil)
        #expect(JSONValue(parsing: nested(65)) == nil)
        #expect(JSONValue(parsing: Array("[[".utf8) + objects(62) + Array("]]".utf8)) != nil)
        #expect(JSONMember.all(parsing: objects(64)) != nil)
        #expect(JSONMember.all(parsing: objects(65)) == nil)
        #expect(JSONValue(parsing: bytes(UInt8(ascii: "["), count: 1_000_000)) == nil)
        #expect(JSONValue(parsing: Array(String(repeating: #"{"a":"#, count: 100_000).utf8)) == nil)
    }

    @Test func `of a member that is there twice the last one counts, and both are listed`() {
        let text = Array(#"{ "a" : 1, "b": "x" ,"a":2}"#.utf8)
        #expect(JSONValue(parsing: text) == .object(["a": .number(2), "b": .string("x")]))
        let members = JSONMember.all(parsing: text)
        #expect(members?.map(\.name) == ["a", "b", "a"])
        #expect(members?.map { String(decoding: text[$0.text], as: UTF8.self) } == ["1", #""x""#, "2"])
        #expect(JSONMember.all(parsing: Array("[]".utf8)) == nil)
    }

    /// What Foundation takes for JSON and what this takes for JSON is the same, over texts that are nearly right.
    @Test(arguments: [1, 2, 3, 4])
    func `it agrees with another parser`(seed: UInt64) throws {
        var generator = Seeded(seed)
        var agreed = 0
        for _ in 0..<2_500 {
            var text = Array(Self.samples[Int.random(in: 0..<Self.samples.count, using: &generator)].utf8)
            for _ in 0..<Int.random(in: 0...3, using: &generator) { mutate(&text, using: &generator) }
            // Foundation guesses UTF-16 from zero bytes, takes neither 0e5 nor numbers beyond a Double's reach, and lets
            // a comma stand before a closing bracket.
            let isStrange = String(decoding: text, as: UTF8.self).contains(/0[eE]\d|[eE][+-]?\d{3}|,\s*[\]}]/)
            guard !text.contains(0), !isStrange else { continue }
            let expected = try? JSONDecoder().decode(Parsed.self, from: Data(text)).value
            let parsed = JSONValue(parsing: text)
            #expect(parsed == expected, "\(String(decoding: text, as: UTF8.self))")
            if parsed != nil { agreed += 1 }
        }
        #expect(agreed > 300)
    }

    private func mutate(_ text: inout [UInt8], using generator: inout Seeded) {
        guard !text.isEmpty else { return }
        let place = Int.random(in: 0..<text.count, using: &generator)
        let byte = Self.alphabet[Int.random(in: 0..<Self.alphabet.count, using: &generator)]
        switch Int.random(in: 0..<5, using: &generator) {
        case 0: text[place] = byte
        case 1: text.insert(byte, at: place)
        case 2: text.remove(at: place)
        case 3: text.removeSubrange(place..<min(text.count, place + 4))
        default: text[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
        }
    }

    private static let alphabet = Array("{}[]\",:\\ue+-.0159aftn /\t\n\u{E9}".utf8)
    private static let samples = [
        #"{"domain":"labs.fyre.co","user_id":"ada","display_name":"Ada","expires":1900000000}"#,
        #"{"domain": "labs.fyre.co", "expires": 1900000000.123456, "user_id": "commenter_0"}"#,
        #"{"display_name":"Zo\u00eb <O'Neil> \ud83d\ude00 & Co\/\u65e5\u672c","x":[1,-2.5e3,null,true,{"y":[]}]}"#,
        #"[{"a":1},{"é":"日本"},"",0,-0,1e5,false]"#, #"{"typ":"JWT","alg":"HS256"}"#, #""\\\"\b\f\n\r\t\/""#, "-12.5e-3",
    ]
}

/// A JSON value as Foundation reads it.
private struct Parsed: Decodable {
    let value: JSONValue

    init(from decoder: any Decoder) throws {
        if let members = try? [String: Parsed](from: decoder) {
            value = .object(members.mapValues(\.value))
        } else if let elements = try? [Parsed](from: decoder) {
            value = .array(elements.map(\.value))
        } else {
            value = try Self.scalar(in: decoder.singleValueContainer())
        }
    }

    private static func scalar(in container: any SingleValueDecodingContainer) throws -> JSONValue {
        if container.decodeNil() { return .null }
        if let text = try? container.decode(String.self) { return .string(text) }
        if let bool = try? container.decode(Bool.self) { return .bool(bool) }
        return .number(try container.decode(Double.self))
    }
}
