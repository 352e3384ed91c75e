/// JSON string text (RFC 8259 section 7): UTF-8 as it is, escapes only where the grammar needs them.
package enum JSONText {
    /// No string's quoted form is longer than this many bytes for each of its own, and two quotes.
    package static let longestEscape = 6

    private static let hexadecimal: [UInt8] = Array("0123456789abcdef".utf8)

    package static func quote(_ text: String, into bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case 0..<32:
                bytes.append(contentsOf: [UInt8(ascii: "\\"), UInt8(ascii: "u"), 48, 48])
                bytes.append(hexadecimal[Int(byte >> 4)])
                bytes.append(hexadecimal[Int(byte & 15)])
            default:
                bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Writes the escaped text without quotes to memory that has room for `longestEscape` times its length; returns
    /// how many bytes were written.
    package static func escape(_ text: String, into output: UnsafeMutablePointer<UInt8>) -> Int {
        var written = 0
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                output[written] = UInt8(ascii: "\\")
                output[written + 1] = byte
                written += 2
            case 0..<32:
                output[written] = UInt8(ascii: "\\")
                output[written + 1] = UInt8(ascii: "u")
                output[written + 2] = 48
                output[written + 3] = 48
                output[written + 4] = hexadecimal[Int(byte >> 4)]
                output[written + 5] = hexadecimal[Int(byte & 15)]
                written += 6
            default:
                output[written] = byte
                written += 1
            }
        }
        return written
    }
}
