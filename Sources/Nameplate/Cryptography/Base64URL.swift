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

    /// The bytes that `text` stands for, or nil. Takes the standard alphabet and padding too, since Livefyre's own
    /// clients send both (livefyre-protocol.md 1.7).
    package static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
        var output: [UInt8] = []
        output.reserveCapacity(text.count * 3 / 4)
        var bits: UInt32 = 0
        var count = 0
        var padding = 0
        for character in text {
            if character == UInt8(ascii: "=") {
                padding += 1
                continue
            }
            let value = values[Int(character)]
            guard value != 255, padding == 0 else { return nil }
            bits = bits << 6 | UInt32(value)
            count += 1
            if count % 4 == 0 {
                output.append(UInt8(truncatingIfNeeded: bits >> 16))
                output.append(UInt8(truncatingIfNeeded: bits >> 8))
                output.append(UInt8(truncatingIfNeeded: bits))
            }
        }
        guard padding == 0 || (padding <= 2 && (count + padding) % 4 == 0) else { return nil }
        switch count % 4 {
        case 0: break
        case 2 where bits & 15 == 0:
            output.append(UInt8(truncatingIfNeeded: bits >> 4))
        case 3 where bits & 3 == 0:
            output.append(UInt8(truncatingIfNeeded: bits >> 10))
            output.append(UInt8(truncatingIfNeeded: bits >> 2))
        default: return nil
        }
        return output
    }
}
