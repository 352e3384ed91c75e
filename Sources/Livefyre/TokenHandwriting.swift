import Nameplate

/// The traits of a token's JSON by which libraries differ.
struct TokenHandwriting {
    enum Header {
        case typFirst, algFirst, algOnly, lowerCaseTyp, spaced, other
    }

    enum Claims {
        /// domain, user_id, display_name, expires.
        case usual
        /// The same, and then iat.
        case usualAndIssued
        /// domain, user_id, expires, display_name.
        case nameLast
        /// domain, user_id, expires.
        case nameless
        /// domain, expires, user_id.
        case sorted
        /// The four of the usual ones in another order.
        case shuffled
        case other
    }

    /// How a library's JSON writes what needs no escape.
    enum Escapes {
        /// `\/` for a slash and `\u00eb` beyond ASCII.
        case phpEscapes
        /// `\u00eb` beyond ASCII.
        case asciiOnly
        /// Everything as it is.
        case rawText
        /// `\u003c` and the like for `< > & ' =`, everything else as it is: Gson's default.
        case htmlEscapes
    }

    let header: Header
    let claims: Claims
    let isSpaced: Bool
    let hasFraction: Bool
    private let hasRawText: Bool
    private let hasEscapedText: Bool
    private let hasRawSlash: Bool
    private let hasEscapedSlash: Bool
    private let hasRawHTML: Bool
    private let hasEscapedHTML: Bool

    init?(_ token: CompactToken) {
        guard let head = try? token.header(), let payload = try? token.untrustedPayload(),
            let members = TokenMembers(parsing: payload)
        else { return nil }
        header = Self.header(String(decoding: head, as: UTF8.self))
        claims = Self.claims(members.all.map(\.name))
        isSpaced = payload.dropFirst().first == UInt8(ascii: " ") || Self.text(payload).contains("\": ")
        hasFraction =
            members.all.last { $0.name == "expires" }.map { payload[$0.text].contains(UInt8(ascii: ".")) } ?? false

        let strings = members.all.filter { $0.value.string != nil }.map { Self.text(Array(payload[$0.text])) }
        let units = strings.flatMap(Self.escapedUnits)
        hasRawText = strings.contains { $0.utf8.contains { $0 >= 0x80 } }
        hasEscapedText = units.contains { $0 >= 0x80 && $0 != 0x2028 && $0 != 0x2029 }
        hasEscapedSlash = strings.contains { $0.contains("\\/") }
        hasRawSlash = strings.contains { Self.hasRawSlash($0) }
        hasEscapedHTML = units.contains { Self.html.contains(UInt8(truncatingIfNeeded: $0)) && $0 < 0x80 }
        hasRawHTML = strings.contains { $0.utf8.contains(where: Self.html.contains) }
    }

    /// Whether nothing here speaks against a library that writes so.
    func fits(_ escapes: Escapes) -> Bool {
        switch escapes {
        case .phpEscapes: !hasRawText && !hasRawSlash && !hasEscapedHTML
        case .asciiOnly: !hasRawText && !hasEscapedSlash && !hasEscapedHTML
        case .rawText: !hasEscapedText && !hasEscapedSlash && !hasEscapedHTML
        case .htmlEscapes: !hasEscapedText && !hasEscapedSlash && !hasRawHTML
        }
    }

    /// The header and the order of claims that most libraries share.
    var isPlain: Bool { header == .typFirst && claims == .usual }

    /// Java's first library wrote `alg` alone until 1.1.4, and members in no fixed order after.
    var isOlderJavas: Bool {
        switch (header, claims) {
        case (.algOnly, .usual), (.typFirst, .shuffled), (.algFirst, .shuffled), (.algFirst, .nameLast): true
        default: false
        }
    }

    private static let html = Set("<>&'=".utf8)

    private static func header(_ text: String) -> Header {
        switch text {
        case #"{"typ":"JWT","alg":"HS256"}"#: .typFirst
        case #"{"alg":"HS256","typ":"JWT"}"#: .algFirst
        case #"{"alg":"HS256"}"#: .algOnly
        case #"{"typ":"jwt","alg":"HS256"}"#: .lowerCaseTyp
        case #"{"alg": "HS256", "typ": "JWT"}"#: .spaced
        default: .other
        }
    }

    private static func claims(_ names: [String]) -> Claims {
        switch names {
        case ["domain", "user_id", "display_name", "expires"]: .usual
        case ["domain", "user_id", "display_name", "expires", "iat"]: .usualAndIssued
        case ["domain", "user_id", "expires", "display_name"]: .nameLast
        case ["domain", "user_id", "expires"]: .nameless
        case ["domain", "expires", "user_id"]: .sorted
        default: names.sorted() == ["display_name", "domain", "expires", "user_id"] ? .shuffled : .other
        }
    }

    private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    /// The numbers of all escapes with four hexadecimal digits in a string's text.
    private static func escapedUnits(_ text: String) -> [UInt16] {
        var units: [UInt16] = []
        var rest = text.utf8[...]
        while let backslash = rest.firstIndex(of: UInt8(ascii: "\\")) {
            let escape = rest[backslash...].dropFirst()
            if escape.first == UInt8(ascii: "u"),
                let unit = UInt16(text[escape.dropFirst().startIndex...].prefix(4), radix: 16)
            {
                units.append(unit)
            }
            rest = escape.dropFirst()
        }
        return units
    }

    private static func hasRawSlash(_ text: String) -> Bool {
        var isEscaped = false
        for byte in text.utf8 {
            if byte == UInt8(ascii: "/"), !isEscaped { return true }
            isEscaped = byte == UInt8(ascii: "\\") && !isEscaped
        }
        return false
    }
}
