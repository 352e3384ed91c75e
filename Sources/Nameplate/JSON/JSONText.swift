/// JSON string text (RFC 8259 section 7): UTF-8 as it is, escapes only where the grammar needs them.
package enum JSONText {
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

    /// How many bytes the escaped text has, without quotes.
    package static func escapedLength(_ text: String) -> Int {
        withBytes(of: text) { bytes in
            bytes.reduce(bytes.count) { $0 &+ ($1 < 32 ? 5 : $1 == quotationMark || $1 == backslash ? 1 : 0) }
        }
    }

    /// Writes the escaped text without quotes to memory that has room for its `escapedLength`; returns that.
    package static func escape(_ text: String, into output: UnsafeMutablePointer<UInt8>) -> Int {
        withBytes(of: text) { bytes in
            guard let base = bytes.baseAddress else { return 0 }
            if !bytes.contains(where: { $0 < 32 || $0 == quotationMark || $0 == backslash }) {
                output.update(from: base, count: bytes.count)
                return bytes.count
            }
            return escape(bytes, into: output)
        }
    }

    private static let quotationMark = UInt8(ascii: "\"")
    private static let backslash = UInt8(ascii: "\\")

    private static func escape(_ bytes: UnsafeBufferPointer<UInt8>, into output: UnsafeMutablePointer<UInt8>) -> Int {
        var written = 0
        for byte in bytes {
            switch byte {
            case quotationMark, backslash:
                output[written] = backslash
                output[written + 1] = byte
                written += 2
            case 0..<32:
                output[written] = backslash
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

    private static func withBytes<Result>(of text: String, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        if let result = text.utf8.withContiguousStorageIfAvailable(body) { return result }
        return Array(text.utf8).withUnsafeBufferPointer(body)
    }
}
