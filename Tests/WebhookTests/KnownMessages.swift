import Foundation
import Testing
import Webhook

/// The published and computed known answers of `Vectors/standard-webhooks.json`.
struct KnownMessages: Decodable {
    struct Vector: Decodable, CustomTestStringConvertible {
        let secret: String
        let id: String
        let timestamp: Int
        let body: String
        let signature: String

        var testDescription: String { id }

        var message: WebhookMessage { WebhookMessage(id: id, timestamp: timestamp, body: Array(body.utf8)) }

        var headers: [String: String] {
            ["webhook-id": id, "webhook-timestamp": String(timestamp), "webhook-signature": signature]
        }
    }

    struct Missing: Error {}

    let vectors: [Vector]

    static func all() throws -> [Vector] {
        guard
            let url = Bundle.module.url(
                forResource: "standard-webhooks",
                withExtension: "json",
                subdirectory: "Vectors"
            )
        else { throw Missing() }
        return try JSONDecoder().decode(KnownMessages.self, from: Data(contentsOf: url)).vectors
    }
}
