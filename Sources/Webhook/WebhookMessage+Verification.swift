import Nameplate

extension WebhookMessage {
    /// Reads a message that was received, and checks it.
    ///
    /// The signature is checked in constant time over the bytes as they came; parse the body only afterwards.
    ///
    /// - Parameters:
    ///   - header: The value of a header field by its name in lower case.
    ///   - body: The body's bytes, before anything parses them.
    ///   - secrets: Those that may have signed it: two while one replaces the other.
    ///   - now: Epoch seconds.
    ///   - tolerance: How many seconds the message may be old, or early.
    /// - Throws: ``WebhookRefusal``, a case for each reason.
    public init(
        header: (String) -> String?,
        body: [UInt8],
        secrets: [WebhookSecret],
        now: Int,
        tolerance: Int = 300
    ) throws(WebhookRefusal) {
        guard let id = header(Self.idHeader), !id.isEmpty else { throw .missingHeader(Self.idHeader) }
        guard let time = header(Self.timestampHeader) else { throw .missingHeader(Self.timestampHeader) }
        guard let signatures = header(Self.signatureHeader) else { throw .missingHeader(Self.signatureHeader) }
        guard let timestamp = Int(time), String(timestamp) == time else { throw .noTimestamp }
        self.init(id: id, timestamp: timestamp, body: body)
        guard isSigned(signatures, by: secrets) else { throw .wrongSignature }
        guard timestamp >= now - tolerance else { throw .old }
        guard timestamp <= now + tolerance else { throw .early }
    }

    /// Signatures of other versions are left to others.
    private func isSigned(_ signatures: String, by secrets: [WebhookSecret]) -> Bool {
        let given = signatures.split(separator: " ").filter { $0.hasPrefix(Self.version) }.map { Array($0.utf8) }
        return secrets.contains { secret in
            let expected = Array(signature(by: secret).utf8)
            return given.contains { constantTimeEqual($0, expected) }
        }
    }
}

/// Why a message is refused.
public enum WebhookRefusal: Error, Equatable, Sendable, CustomStringConvertible {
    case missingHeader(String)
    /// `webhook-timestamp` is no whole number.
    case noTimestamp
    case wrongSignature
    /// It is older than the tolerance: perhaps somebody sends again what they once overheard.
    case old
    /// It is from the future by more than the tolerance: one of the two clocks is wrong.
    case early

    /// A sentence for the receiver's log.
    public var description: String {
        switch self {
        case .missingHeader(let name): "The message has no \(name)."
        case .noTimestamp: "The message's webhook-timestamp is not a number of seconds."
        case .wrongSignature: "The message was signed with none of these secrets."
        case .old: "The message is too old."
        case .early: "The message is from the future."
        }
    }
}
