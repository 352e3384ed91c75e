import COpenSSL

/// An HMAC-SHA256 key (RFC 2104) with both pads already absorbed, so that a signature costs the message alone.
package struct HMACKey: Sendable {
    package static let tagLength = 32
    private let context: nameplate_hmac_key

    /// Takes any number of raw bytes; more than 64 are hashed first, as the standard says.
    package init(_ bytes: some Collection<UInt8>) {
        var context = nameplate_hmac_key()
        let bytes = Array(bytes)
        nameplate_hmac_key_init(&context, bytes, bytes.count)
        self.context = context
    }

    /// Writes the 32-byte tag of `message` to `tag`, without an allocation.
    package func sign(_ message: UnsafeBufferPointer<UInt8>, into tag: UnsafeMutablePointer<UInt8>) {
        withUnsafePointer(to: context) { nameplate_hmac_sign($0, message.baseAddress, message.count, tag) }
    }

    package func tag(of message: [UInt8]) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: Self.tagLength) { tag, count in
            guard let base = tag.baseAddress else { return }
            message.withUnsafeBufferPointer { sign($0, into: base) }
            count = Self.tagLength
        }
    }
}
