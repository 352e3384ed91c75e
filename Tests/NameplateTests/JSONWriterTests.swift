import Foundation
import Nameplate
import Testing
import TestRandomness

struct JSONWriterTests {
    @Test func `members stand in the order of the calls, and nil ones not at all`() {
        let bytes = JSONWriter.object { json in
            json.member("a", "1")
            json.member("b", String?.none)
            json.member("c", true)
            json.member("d", -5)
            json.member("e", Int?.none)
            json.member("f", Bool?.none)
            json.member("g", ["x", "y"])
            json.member("h", [String]?.none)
            json.object("i") { $0.member("j", UInt8(7)) }
            json.array("k") { array in
                array.element("l")
                array.object { $0.member("m", false) }
                array.array { _ in }
            }
            json.null("n")
            json.object("o") { _ in }
        }
        #expect(
            String(decoding: bytes, as: UTF8.self)
                == #"{"a":"1","c":true,"d":-5,"g":["x","y"],"i":{"j":7},"k":["l",{"m":false},[]],"n":null,"o":{}}"#
        )
    }

    @Test func `only what must be escaped is escaped`() {
        let bytes = JSONWriter.object { $0.member("k\"", "\"\\/<>&'=\u{0}\u{1F}\n\t\u{7F}é日😀\u{2028}") }
        #expect(
            String(decoding: bytes, as: UTF8.self)
                == #"{"k\"":"\"\\/<>&'=\u0000\u001f\u000a\u0009"# + "\u{7F}é日😀\u{2028}\"}"
        )
    }

    @Test func `any text reads back as it was`() throws {
        var generator = Seeded(3)
        for _ in 0..<500 {
            let text = randomText(using: &generator)
            let bytes = JSONWriter.object { $0.member("t", text) }
            let read = try JSONDecoder().decode([String: String].self, from: Data(bytes))
            #expect(read["t"].map { Array($0.utf8) } == Array(text.utf8))
            #expect(JSONValue(parsing: bytes) == .object(["t": .string(text)]))
        }
    }

    @Test func `the escaped length is the length of the escaped text`() {
        var generator = Seeded(4)
        for _ in 0..<500 {
            let text = randomText(using: &generator)
            var quoted: [UInt8] = []
            JSONText.quote(text, into: &quoted)
            let length = JSONText.escapedLength(text)
            #expect(length == quoted.count - 2)
            let escaped = [UInt8](unsafeUninitializedCapacity: length + 1) { output, count in
                guard let base = output.baseAddress else { return }
                count = JSONText.escape(text, into: base)
            }
            #expect(escaped == Array(quoted.dropFirst().dropLast()))
        }
    }

    private func randomText(using generator: inout Seeded) -> String {
        var text = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: 0...40, using: &generator) {
            let limit: UInt32 = [0x40, 0x80, 0x3000, 0x110000].randomElement(using: &generator) ?? 0x40
            text.append(Unicode.Scalar(UInt32.random(in: 0..<limit, using: &generator)) ?? "\"")
        }
        return String(text)
    }
}
