import Nameplate

/// The secret that signs a network's tokens, as Livefyre's Studio shows it.
///
/// The text's UTF-8 bytes are the key. Real keys look like Base64 (28 characters ending in `=`), and none of the
/// official libraries decodes them. The key never appears in a description, a log or a dump.
public struct NetworkKey: Sendable {
    package let bytes: [UInt8]

    /// Takes the text as it is: nothing is trimmed, since a blank would be part of the key.
    ///
    /// - Throws: ``InvalidNetworkKey`` for an empty text.
    public init(_ text: String) throws(InvalidNetworkKey) {
        guard !text.isEmpty else { throw InvalidNetworkKey() }
        bytes = Array(text.utf8)
    }

    /// Why somebody might guess this key, or why a library would disagree on it; nil for a good key.
    public var weakness: Weakness? {
        if Self.known.contains(String(decoding: bytes, as: UTF8.self).lowercased()) || Set(bytes).count < 8 {
            return .common
        }
        if bytes.count < 20 { return .short }
        return bytes.count > 32 ? .longerThanJava : nil
    }

    /// What can be wrong with a key that works.
    public enum Weakness: String, Sendable, CaseIterable {
        /// Under 20 bytes, the length of what real keys stand for.
        case short
        /// Over 32 bytes: Livefyre's Java library signs with the first 32 alone and then disagrees with all others.
        case longerThanJava = "longer-than-java"
        /// A word that people try first, a key printed in public documents, or fewer than 8 different bytes.
        case common
    }

    private static let known: Set<String> = [
        "0123456789abcdef0123456789abcdef", "0123456789abcdefghijklmnopqrstuv",
        "0123456789abcdefghijklmnopqrstuvwxyzabcd", "abcdefghijklmnopqrstuvwxyz", "changeit", "changeme", "change-me",
        "change-me-in-production", "change_me", "defaultkey", "development", "examplekey", "letmein", "livefyre",
        "m5x4rteksgnrsv2rekagqsie9um=", "my-secret-key", "mysecretkey", "nameplate", "network-key", "networkkey",
        "network_key", "passw0rd", "password", "secret", "secretkey", "supersecret", "supersecretkey", "testkey",
        "testkeytest", "thisisasecretkey", "your-256-bit-secret", "your-network-key", "your-secret-key",
        "your_network_key", "your_secret_key",
    ]
}

/// An empty text was given as a network's key.
public struct InvalidNetworkKey: Error, Equatable, Sendable, CustomStringConvertible {
    public var description: String { "The network key is empty." }
}

extension NetworkKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "NetworkKey(redacted)" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}

extension NetworkKey.Weakness: CustomStringConvertible {
    /// A sentence for the person who chose the key.
    public var description: String {
        switch self {
        case .short: "The network key has under 20 bytes and can be guessed."
        case .longerThanJava:
            "The network key has over 32 bytes: Livefyre's Java library would use the first 32 only and disagree."
        case .common: "The network key is one that anybody would try first."
        }
    }
}
