import Nameplate

/// A compact JWS (RFC 7515, 7.1) cut at its dots.
///
/// Nothing of it is to be believed before its signature was checked.
struct CompactToken {
    static let longest = 16 * 1024

    private let bytes: [UInt8]
    private let headerEnd: Int
    private let payloadEnd: Int

    init(_ text: String) throws(TokenRefusal) {
        guard text.utf8.count <= Self.longest else { throw .tooLong }
        let bytes = Array(text.utf8)
        guard let first = bytes.firstIndex(of: UInt8(ascii: ".")),
            let second = bytes[(first + 1)...].firstIndex(of: UInt8(ascii: ".")),
            !bytes[(second + 1)...].contains(UInt8(ascii: "."))
        else { throw .notThreeSegments }
        self.bytes = bytes
        headerEnd = first
        payloadEnd = second
    }

    func header() throws(TokenRefusal) -> [UInt8] { try decode(0..<headerEnd) }

    /// Reads the header only to refuse: it never chooses how the signature is checked.
    func checkHeader() throws(TokenRefusal) {
        guard let members = TokenMembers(parsing: try header()) else { throw .headerNotJSON }
        guard members["alg"] == .string("HS256") else { throw .unsupportedAlgorithm(members["alg"]?.string) }
        guard members["crit"] == nil else { throw .unknownExtensions }
    }

    func payload(signedBy signer: HMACKey) throws(TokenRefusal) -> [UInt8] {
        let tag = bytes.withUnsafeBufferPointer { signer.tag(of: UnsafeBufferPointer(rebasing: $0[..<payloadEnd])) }
        guard constantTimeEqual(try decode((payloadEnd + 1)..<bytes.count), tag) else { throw .wrongSignature }
        return try untrustedPayload()
    }

    func untrustedPayload() throws(TokenRefusal) -> [UInt8] { try decode((headerEnd + 1)..<payloadEnd) }

    private func decode(_ segment: Range<Int>) throws(TokenRefusal) -> [UInt8] {
        let decoded = bytes.withUnsafeBufferPointer { Base64URL.decode(UnsafeBufferPointer(rebasing: $0[segment])) }
        guard let decoded else { throw .notBase64 }
        return decoded
    }
}
