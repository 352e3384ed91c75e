import Foundation
import Nameplate
import Testing
import TestRandomness

struct Base64URLTests {
    @Test func `what was encoded decodes to the same, at every length`() {
        var generator = Seeded(64)
        for length in 0...300 {
            let input = (0..<length).map { _ in UInt8.random(in: 0...255, using: &generator) }
            let text = Base64URL.encode(input)
            #expect(text.utf8.count == Base64URL.encodedLength(length))
            #expect(Base64URL.decode(text.utf8) == input)
            #expect(Base64URL.decode(Array(text.utf8)[...]) == input)
            let standard = Data(input).base64EncodedString()
            #expect(text == standard.replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: ""))
            #expect(Base64URL.decode(standard.utf8) == input)
        }
    }

    @Test(
        arguments: [
            "A", "AAAAA", "AB", "AC", "AE", "AI", "AAB", "AAC", "A=", "AA=", "AA===", "AAA==", "AAAA=", "AAAA==",
            "AAAA====", "=", "==", "=AAA",
            "A=AA", "AA=A", "AA==AA", "AA A", "AAA\n", "AAA.", "AAA\u{0}", "é", "AAA%", "____!", "AA,A", "QQ\r\n",
        ])
    func `what no encoder writes is refused`(text: String) {
        #expect(Base64URL.decode(text.utf8) == nil)
    }

    @Test(arguments: [
        ("", []), ("AA", [0]), ("AA==", [0]), ("AAA", [0, 0]), ("AAA=", [0, 0]), ("-_+/", [251, 255, 191]),
    ])
    func `both alphabets and padding are read`(text: String, bytes: [UInt8]) {
        #expect(Base64URL.decode(text.utf8) == bytes)
    }

    @Test func `every single character that is in neither alphabet is refused`() {
        let alphabet = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/=".utf8)
        for byte in UInt8.min...UInt8.max where !alphabet.contains(byte) {
            for place in 0..<8 {
                var text = Array("AAAAAAAA".utf8)
                text[place] = byte
                #expect(Base64URL.decode(text) == nil)
            }
        }
    }
}
