import Nameplate

/// One message in the form of Standard Webhooks 1.0: an id, the moment of sending, and a body that is signed with both.
///
/// Sending and receiving are pure functions here; send it with any HTTP client, and receive it with any server.
public struct WebhookMessage: Equatable, Sendable {
    /// The same for each try at sending the same, so that a receiver can drop what it has had; without a full stop.
    public let id: String
    /// When this try was sent, in epoch seconds.
    public let timestamp: Int
    public let body: [UInt8]

    public init(id: String, timestamp: Int, body: [UInt8]) {
        self.id = id
        self.timestamp = timestamp
        self.body = body
    }

    /// The header fields that go with the body.
    ///
    /// - Parameter secrets: All that the receiver may have: while one replaces another, one signature for each.
    /// - Returns: `webhook-id`, `webhook-timestamp` and `webhook-signature`.
    public func headers(signedBy secrets: [WebhookSecret]) -> [(name: String, value: String)] {
        [
            (Self.idHeader, id),
            (Self.timestampHeader, String(timestamp)),
            (Self.signatureHeader, secrets.map(signature).joined(separator: " ")),
        ]
    }

    /// `v1,` and the Base64 of HMAC-SHA256 over id, timestamp and body, with full stops between them.
    public func signature(by secret: WebhookSecret) -> String {
        Self.version + Self.base64(secret.key.tag(of: Array("\(id).\(timestamp).".utf8) + body))
    }

    static let idHeader = "webhook-id"
    static let timestampHeader = "webhook-timestamp"
    static let signatureHeader = "webhook-signature"
    static let version = "v1,"

    /// In the standard alphabet and padded, as other libraries compare it.
    private static func base64(_ bytes: [UInt8]) -> String {
        let text = Base64URL.encode(bytes).utf8.map { byte in
            switch byte {
            case UInt8(ascii: "-"): UInt8(ascii: "+")
            case UInt8(ascii: "_"): UInt8(ascii: "/")
            default: byte
            }
        }
        let padding = [UInt8](repeating: UInt8(ascii: "="), count: (4 - text.count % 4) % 4)
        return String(decoding: text + padding, as: UTF8.self)
    }
}
