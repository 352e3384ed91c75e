import COpenSSL

/// A SHA-256 digest: what is stored of a secret.
///
/// Compared in constant time.
package struct Digest: Hashable, Sendable {
    package static let length = 32
    package let bytes: [UInt8]

    /// The digest of `message`.
    package init(of message: [UInt8]) {
        bytes = [UInt8](unsafeUninitializedCapacity: Self.length) { digest, count in
            nameplate_sha256(message, message.count, digest.baseAddress)
            count = Self.length
        }
    }

    /// A digest read back from a store; nil unless it has 32 bytes.
    package init?(stored bytes: [UInt8]) {
        guard bytes.count == Self.length else { return nil }
        self.bytes = bytes
    }

    package static func == (left: Digest, right: Digest) -> Bool { constantTimeEqual(left.bytes, right.bytes) }
}

/// Whether two byte strings are equal, in a time that depends on their length alone.
package func constantTimeEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    left.count == right.count && CRYPTO_memcmp(left, right, left.count) == 0
}

/// Whether two byte strings are equal, in a time that depends on their length alone.
package func constantTimeEqual(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Bool {
    left.count == right.count && CRYPTO_memcmp(left.baseAddress, right.baseAddress, left.count) == 0
}
