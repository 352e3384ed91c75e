import Nameplate

/// Whose handwriting a token is in: which library wrote its JSON (livefyre-protocol.md 1.2 and 1.6).
public enum TokenDialect: String, CaseIterable, Sendable {
    case php
    case python
    case ruby
    case olderNode = "older-node"
    case node
    case java
    case olderJava = "older-java"
    case csharp
    case oldPHP = "old-php"
    case livefyreItself = "livefyre"
    case nameplate

    /// The library's name for people.
    public var title: String {
        switch self {
        case .php: "Livefyre's PHP library"
        case .python: "Livefyre's Python library"
        case .ruby: "Livefyre's Ruby library"
        case .olderNode: "Livefyre's Node library before 2.0.2"
        case .node: "Livefyre's Node library from 2.0.2 on"
        case .java: "Livefyre's Java library 2"
        case .olderJava: "Livefyre's Java library 1"
        case .csharp: "Livefyre's C# library"
        case .oldPHP: "the PHP library of before 2014 (Livefyre-APIs)"
        case .livefyreItself: "Livefyre's own servers"
        case .nameplate: "Nameplate"
        }
    }

    /// All libraries whose tokens look like `token`; none if no known one writes such.
    ///
    /// Several often do: PHP, Python, Ruby, older Node, C# and Nameplate differ only where the name has a slash, a
    /// character beyond ASCII or one that HTML escapes. The signature is not looked at, so this is a guess about an
    /// honest token and proves nothing.
    public static func guess(_ token: String) -> [TokenDialect] {
        guard let token = try? CompactToken(token), let hand = TokenHandwriting(token) else { return [] }
        return allCases.filter { $0.writes(hand) }
    }

    private func writes(_ hand: TokenHandwriting) -> Bool {
        switch self {
        case .php:
            hand.header == .typFirst && hand.claims == .usual && !hand.isSpaced && !hand.hasFraction
                && hand.fits(.phpEscapes)
        case .python: hand.header == .typFirst && hand.claims == .usual && !hand.isSpaced && hand.fits(.asciiOnly)
        case .ruby: hand.header == .typFirst && hand.claims == .usual && !hand.isSpaced && hand.fits(.rawText)
        case .olderNode: hand.header == .typFirst && hand.claims == .usual && !hand.isSpaced && hand.fits(.rawText)
        case .node: hand.header == .typFirst && hand.claims == .usualAndIssued && !hand.isSpaced && hand.fits(.rawText)
        case .java:
            hand.header == .algFirst && hand.claims == .usual && !hand.isSpaced && !hand.hasFraction
                && hand.fits(.htmlEscapes)
        case .olderJava:
            hand.isOlderJavas && !hand.isSpaced && !hand.hasFraction
        case .csharp: hand.header == .typFirst && hand.claims == .usual && !hand.isSpaced && !hand.hasFraction
        case .oldPHP:
            hand.header == .lowerCaseTyp && (hand.claims == .nameLast || hand.claims == .nameless) && !hand.isSpaced
                && hand.fits(.phpEscapes)
        case .livefyreItself: hand.header == .spaced && hand.claims == .sorted && hand.isSpaced && hand.fits(.asciiOnly)
        case .nameplate:
            hand.header == .typFirst && hand.claims == .usual && !hand.isSpaced && !hand.hasFraction
                && hand.fits(.rawText)
        }
    }
}
