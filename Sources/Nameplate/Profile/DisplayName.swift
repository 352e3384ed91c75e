@_spi(_Unicode) import Swift

/// The name that readers see: NFC, trimmed, 1 to 50 Unicode scalars, nothing that hides or turns text around, and no
/// HTML entity (livefyre-protocol.md 1.5; promises.md S9).
package struct DisplayName: Hashable, Sendable {
    package static let longest = 50
    package let text: String

    package init(_ text: String) throws(InvalidText) {
        if Self.isPlain(text) {
            self.text = text
            return
        }
        let text = PlainText.normalized(text)
        guard !text.isEmpty else { throw .empty }
        guard text.unicodeScalars.count <= Self.longest else { throw .tooLong(Self.longest) }
        try PlainText.check(text)
        guard !PlainText.holdsEntity(text) else { throw .entity }
        guard text.unicodeScalars.contains(where: PlainText.isVisible) else { throw .invisible }
        self.text = text
    }

    /// Whether `text` is ASCII to which none of the rules below has anything to say, as most names are: looking at bytes
    /// is many times faster than at scalars and their properties.
    private static func isPlain(_ text: String) -> Bool {
        let bytes = text.utf8
        let blank = UInt8(ascii: " ")
        guard (1...longest).contains(bytes.count), bytes.first != blank, bytes.last != blank else { return false }
        return bytes.allSatisfy { (0x20..<0x7f).contains($0) && $0 != UInt8(ascii: "&") }
    }

    private init(unchecked text: String) { self.text = text }

    /// Stands in while the members of a change are checked by themselves; never stored.
    static let placeholder = DisplayName(unchecked: "?")
}

extension DisplayName: CustomStringConvertible {
    package var description: String { text }
}

/// What is wrong with a text, in words for the person who typed it.
package enum InvalidText: Error, Equatable, Sendable, CustomStringConvertible {
    case empty
    case tooLong(Int)
    case control
    case bidirectionalControl
    case entity
    case invisible

    package var description: String {
        switch self {
        case .empty: "It must not be empty."
        case .tooLong(let limit): "It has more than \(limit) characters."
        case .control: "It has a control character, such as a line break."
        case .bidirectionalControl: "It has a character that turns the direction of text around."
        case .entity: "It has an HTML entity, such as '&amp;': write the character itself."
        case .invisible: "It has no visible character."
        }
    }
}

/// The rules that all short texts of a profile share.
package enum PlainText {
    /// `text` in Unicode's NFC, without white space around it.
    package static func normalized(_ text: String) -> String {
        var scalars = String.UnicodeScalarView()
        for scalar in text._nfc { scalars.append(scalar) }
        let inner = scalars.drop(while: \.properties.isWhitespace)
        guard let last = inner.lastIndex(where: { !$0.properties.isWhitespace }) else { return "" }
        return String(String.UnicodeScalarView(inner[...last]))
    }

    /// Refuses control characters, line and paragraph separators, and bidirectional embeddings, overrides and isolates.
    package static func check(_ text: String, lineBreaksAllowed: Bool = false) throws(InvalidText) {
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x0A where lineBreaksAllowed: continue
            case 0x202A...0x202E, 0x2066...0x2069: throw .bidirectionalControl
            default: break
            }
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator: throw .control
            default: break
            }
        }
    }

    /// Whether `text` has `&`, then word characters or `#` and digits, then `;`.
    package static func holdsEntity(_ text: String) -> Bool {
        var inside = false
        var length = 0
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "&"):
                inside = true
                length = 0
            case UInt8(ascii: ";") where inside && length > 0:
                return true
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "#"):
                length += 1
            default:
                inside = false
            }
        }
        return false
    }

    /// A symbol by its category, and yet it shows nothing.
    private static let brailleBlank: Unicode.Scalar = "\u{2800}"

    package static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
        guard !scalar.properties.isWhitespace, !scalar.properties.isDefaultIgnorableCodePoint,
            scalar != brailleBlank
        else { return false }
        switch scalar.properties.generalCategory {
        case .format, .control, .unassigned, .surrogate, .privateUse, .nonspacingMark, .enclosingMark: return false
        default: return true
        }
    }
}
