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
        guard hand.isSpaced == (self == .livefyreItself) else { return false }
        switch self {
        case .php: return hand.isPlain && !hand.hasFraction && hand.fits(.phpEscapes)
        case .python: return hand.isPlain && hand.fits(.asciiOnly)
        case .ruby, .olderNode: return hand.isPlain && hand.fits(.rawText)
        case .node: return hand.header == .typFirst && hand.claims == .usualAndIssued && hand.fits(.rawText)
        case .java:
            return hand.header == .algFirst && hand.claims == .usual && !hand.hasFraction && hand.fits(.htmlEscapes)
        case .olderJava: return hand.isOlderJavas && !hand.hasFraction
        // What it escapes depends on the serializer that the site chose.
        case .csharp: return hand.isPlain && !hand.hasFraction
        case .oldPHP:
            return hand.header == .lowerCaseTyp && [.nameLast, .nameless].contains(hand.claims)
                && hand.fits(.phpEscapes)
        case .livefyreItself: return hand.header == .spaced && hand.claims == .sorted && hand.fits(.asciiOnly)
        case .nameplate: return hand.isPlain && !hand.hasFraction && hand.fits(.rawText)
        }
    }
}
