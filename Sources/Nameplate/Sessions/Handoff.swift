/// A code by which a site's own login opens a session: 256 random bits, stored as a digest, used once, for 60 s.
package struct HandoffCode: Sendable, Equatable {
    package static let lifetime = Duration.seconds(60)
    private let bytes: [UInt8]

    package init(from randomness: Randomness) { bytes = randomness(32) }

    package init?(_ text: String) {
        guard text.utf8.count == 43, let bytes = Base64URL.decode(text.utf8), bytes.count == 32 else { return nil }
        self.bytes = bytes
    }

    package var text: String { Base64URL.encode(bytes) }
    package var digest: Digest { Digest(of: bytes) }
}

extension HandoffCode: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "HandoffCode(redacted)" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}
