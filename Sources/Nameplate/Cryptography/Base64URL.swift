/// Unpadded base64url (RFC 4648 section 5), written straight into memory.
package enum Base64URL {
    private static let alphabet: [UInt8] = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8
    )

    /// Each byte's six bits; 255 where it is in neither Base64 alphabet.
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 255, count: 256)
        for (value, character) in alphabet.enumerated() { values[Int(character)] = UInt8(value) }
        values[Int(UInt8(ascii: "+"))] = 62
        values[Int(UInt8(ascii: "/"))] = 63
        return values
    }()

    package static func encodedLength(_ count: Int) -> Int { (count * 4 + 2) / 3 }

    /// Writes `encodedLength(input.count)` bytes to `output` and returns that number.
    package static func encode(_ input: UnsafeBufferPointer<UInt8>, into output: UnsafeMutablePointer<UInt8>) -> Int {
        alphabet.withUnsafeBufferPointer { table in
            var read = 0
            var written = 0
            while read + 3 <= input.count {
                let bits = UInt32(input[read]) << 16 | UInt32(input[read + 1]) << 8 | UInt32(input[read + 2])
                output[written] = table[Int(bits >> 18)]
                output[written + 1] = table[Int(bits >> 12 & 63)]
                output[written + 2] = table[Int(bits >> 6 & 63)]
                output[written + 3] = table[Int(bits & 63)]
                read += 3
                written += 4
            }
            switch input.count - read {
            case 1:
                let bits = UInt32(input[read]) << 4
                output[written] = table[Int(bits >> 6)]
                output[written + 1] = table[Int(bits & 63)]
                return written + 2
            case 2:
                let bits = (UInt32(input[read]) << 8 | UInt32(input[read + 1])) << 2
                output[written] = table[Int(bits >> 12)]
                output[written + 1] = table[Int(bits >> 6 & 63)]
                output[written + 2] = table[Int(bits & 63)]
                return written + 3
            default:
                return written
            }
        }
    }

    package static func encode(_ input: [UInt8]) -> String {
        String(unsafeUninitializedCapacity: encodedLength(input.count)) { output in
            guard let base = output.baseAddress else { return 0 }
            return input.withUnsafeBufferPointer { encode($0, into: base) }
        }
    }

    /// The bytes that `text` stands for, or nil.
    ///
    /// Takes the standard alphabet and padding too, since Livefyre's own clients send both (livefyre-protocol.md 1.7).
    package static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
        text.withContiguousStorageIfAvailable(decode) ?? Array(text).withUnsafeBufferPointer(decode)
    }

    /// The bytes that `text` stands for, or nil.
    package static func decode(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        guard let count = countWithoutPadding(text), count % 4 != 1 else { return nil }
        // A character of neither alphabet shows in the two highest bits, which no six bits have.
        var seen: UInt8 = 0
        let decoded = [UInt8](unsafeUninitializedCapacity: count / 4 * 3 + 2) { output, written in
            values.withUnsafeBufferPointer { values in
                func bits(_ place: Int) -> UInt32 {
                    let value = values[Int(text[place])]
                    seen |= value
                    return UInt32(value)
                }
                var read = 0
                while read + 4 <= count {
                    let group = bits(read) << 18 | bits(read + 1) << 12 | bits(read + 2) << 6 | bits(read + 3)
                    output[written] = UInt8(truncatingIfNeeded: group >> 16)
                    output[written + 1] = UInt8(truncatingIfNeeded: group >> 8)
                    output[written + 2] = UInt8(truncatingIfNeeded: group)
                    read += 4
                    written += 3
                }
                guard read < count else { return }
                let group = bits(read) << 12 | bits(read + 1) << 6 | (read + 2 < count ? bits(read + 2) : 0)
                output[written] = UInt8(truncatingIfNeeded: group >> 10)
                output[written + 1] = UInt8(truncatingIfNeeded: group >> 2)
                written += count - read - 1
                // What a shorter last group leaves over is zero in what an encoder writes.
                if group & (read + 2 < count ? 3 : 1023) != 0 { seen = 255 }
            }
        }
        return seen & 192 == 0 ? decoded : nil
    }

    /// How many characters come before the padding; nil where there is padding that fills no group.
    private static func countWithoutPadding(_ text: UnsafeBufferPointer<UInt8>) -> Int? {
        var count = text.count
        while count > 0, text[count - 1] == UInt8(ascii: "=") { count -= 1 }
        let padding = text.count - count
        return padding == 0 || (padding <= 2 && text.count % 4 == 0) ? count : nil
    }
}
