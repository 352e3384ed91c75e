import Nameplate

extension LivefyreNetwork {
    /// Which usual mistake with the key would explain the signature of a token that this network refuses.
    func whySignatureDiffers(_ token: String) -> [String] {
        guard let token = try? CompactToken(token) else { return [] }
        return mistakes.compactMap { key, sentence in
            key != self.key.bytes && (try? token.payload(signedBy: HMACKey(key))) != nil ? sentence : nil
        }
    }

    private var mistakes: [(key: [UInt8], sentence: String)] {
        let bytes = key.bytes
        let trimmed = bytes.filter { $0 > 32 }
        return [
            (Base64URL.decode(bytes) ?? bytes, "It was signed with the Base64-decoded key; the key's text is the key."),
            (
                Array(bytes.prefix(32)),
                "It was signed with the key's first 32 bytes, as Livefyre's Java library does from 2.0.2 on."
            ),
            (trimmed, "It was signed with this key without its blanks."),
            (bytes + [10], "It was signed with this key and a line break after it."),
            ([], "It was signed with an empty key."),
        ]
    }
}
