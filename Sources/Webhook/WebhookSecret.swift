import Nameplate

/// The secret that a sender and one receiver share: `whsec_` and the Base64 of 24 to 64 bytes.
///
/// It never appears in a description, a log or a dump. `openssl rand -base64 32` makes what comes after `whsec_`.
public struct WebhookSecret: Sendable {
    let key: HMACKey
    /// By which two are told apart without keeping their bytes.
    let digest: Digest

    /// Takes the text as it is written in Standard Webhooks 1.0.
    ///
    /// - Throws: ``InvalidWebhookSecret``, which says what is wrong and never shows the text.
    public init(_ text: String) throws(InvalidWebhookSecret) {
        guard text.hasPrefix(Self.prefix) else { throw .prefix }
        let encoded = text.utf8.dropFirst(Self.prefix.utf8.count)
        // Other libraries know the standard alphabet alone and would refuse the address-safe one.
        guard !encoded.contains(where: { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") }),
            let bytes = Base64URL.decode(encoded)
        else { throw .encoding }
        guard Self.lengths.contains(bytes.count) else { throw .length(bytes.count) }
        guard Set(bytes).count >= 8 else { throw .guessable }
        key = HMACKey(bytes)
        digest = Digest(of: bytes)
    }

    private static let prefix = "whsec_"
    private static let lengths = 24...64
}

/// Why a text is no secret.
public enum InvalidWebhookSecret: Error, Equatable, Sendable, CustomStringConvertible {
    case prefix
    case encoding
    /// So many bytes.
    case length(Int)
    /// It has fewer than 8 different bytes.
    case guessable

    /// A sentence for the person who chose the secret.
    public var description: String {
        switch self {
        case .prefix: "A webhook's secret starts with whsec_."
        case .encoding: "What comes after whsec_ must be Base64."
        case .length(let count): "A webhook's secret has 24 to 64 bytes, not \(count). Try: openssl rand -base64 32"
        case .guessable: "The webhook's secret can be guessed. Try: openssl rand -base64 32"
        }
    }
}

extension WebhookSecret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "WebhookSecret(redacted)" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
