import COpenSSL

/// An HMAC-SHA256 key (RFC 2104) with both pads already absorbed, so that a signature costs the message alone.
package struct HMACKey: Sendable {
    package static let tagLength = 32
    private var context: nameplate_hmac_key

    /// Takes any number of raw bytes; more than 64 are hashed first, as the standard says.
    package init(_ bytes: some Collection<UInt8>) {
        var context = nameplate_hmac_key()
        let bytes = Array(bytes)
        nameplate_hmac_key_init(&context, bytes, bytes.count)
        self.context = context
    }

    /// The key for messages that all start with `prefix`, of which only the rest is then signed.
    package func absorbing(_ prefix: [UInt8]) -> HMACKey {
        var key = self
        SHA256_Update(&key.context.inner, prefix, prefix.count)
        return key
    }

    /// Writes the 32-byte tag of `message` to `tag`, without an allocation.
    package func sign(_ message: UnsafeBufferPointer<UInt8>, into tag: UnsafeMutablePointer<UInt8>) {
        withUnsafePointer(to: context) { nameplate_hmac_sign($0, message.baseAddress, message.count, tag) }
    }

    package func tag(of message: [UInt8]) -> [UInt8] { message.withUnsafeBufferPointer(tag) }

    package func tag(of message: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: Self.tagLength) { tag, count in
            guard let base = tag.baseAddress else { return }
            sign(message, into: base)
            count = Self.tagLength
        }
    }
}

/// The absorbed pads are as good as the key itself, so no dump may show them.
extension HMACKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "HMACKey(redacted)" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}
