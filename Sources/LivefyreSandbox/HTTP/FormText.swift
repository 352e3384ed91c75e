/// `application/x-www-form-urlencoded` text, as it stands in queries and bodies.
package enum FormText {
    /// The members; of several with one name the first counts.
    ///
    /// A part without `=` is ignored, which is how the C# library's body, that starts with an address, is still
    /// understood (livefyre-protocol.md 5.1).
    package static func members(of text: some StringProtocol) -> [String: String] {
        var members: [String: String] = [:]
        for part in text.utf8.split(separator: UInt8(ascii: "&")) {
            guard let equals = part.firstIndex(of: UInt8(ascii: "=")) else { continue }
            let name = decode(part[..<equals])
            if members[name] == nil { members[name] = decode(part[part.index(after: equals)...]) }
        }
        return members
    }

    /// Undoes percent-encoding and, outside of paths, `+` for a blank.
    ///
    /// What isn't an escape stays as it is.
    package static func decode(_ text: some Collection<UInt8>, plusIsBlank: Bool = true) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count)
        var rest = text[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "+") where plusIsBlank:
                bytes.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                guard let escaped = hexadecimal(rest.prefix(2)) else {
                    bytes.append(byte)
                    continue
                }
                bytes.append(escaped)
                rest = rest.dropFirst(2)
            default:
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func hexadecimal(_ digits: some Collection<UInt8>) -> UInt8? {
        guard digits.count == 2, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }) else { return nil }
        return UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
    }
}
