/// The secret half of a session's cookie: 256 random bits, of which only the digest is ever stored.
package struct SessionSecret: Sendable, Equatable {
    private let bytes: [UInt8]

    package init(from randomness: Randomness) { bytes = randomness(32) }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    package var digest: Digest { Digest(of: bytes) }

    /// The secret that a cycle replaces this one by: HMAC-SHA256 with the handover as key.
    ///
    /// Whoever holds this secret can be given the very same successor again, on any instance; whoever holds the
    /// database alone can't.
    package func successor(by handover: [UInt8]) -> SessionSecret {
        SessionSecret(bytes: HMACKey(handover).tag(of: bytes))
    }

    package static func == (left: SessionSecret, right: SessionSecret) -> Bool {
        constantTimeEqual(left.bytes, right.bytes)
    }
}

extension SessionSecret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "SessionSecret(redacted)" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}

/// What a browser's cookie says: `ID.SECRET`, both in base64url.
package struct SessionCredential: Sendable, Equatable {
    package let id: SessionID
    package let secret: SessionSecret

    package init(id: SessionID, secret: SessionSecret) {
        self.id = id
        self.secret = secret
    }

    package init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, let id = SessionID(String(parts[0])),
            let secret = SessionSecret(encoded: String(parts[1]))
        else { return nil }
        self.init(id: id, secret: secret)
    }

    package var text: String { "\(id.text).\(secret.encoded)" }
}

extension SessionSecret {
    fileprivate init?(encoded text: String) {
        guard text.utf8.count == 43, let bytes = Base64URL.decode(text.utf8), bytes.count == 32 else { return nil }
        self.bytes = bytes
    }

    fileprivate var encoded: String { Base64URL.encode(bytes) }
}
