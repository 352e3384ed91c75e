import Livefyre
import Nameplate
import NameplateService
import Synchronization
import Webhook

/// The keys as an operator's file has them, which a test may write anew.
package final class HeldKeys: Sendable {
    private let keys: Mutex<[NetworkKey]>

    private struct NoKeys: Error, CustomStringConvertible {
        let description = "The file has no key."
    }

    init(_ key: NetworkKey) { keys = Mutex([key]) }

    /// The first signs; none are what is wrong with a file.
    package func write(_ texts: [String]) throws {
        let new = try texts.map { try NetworkKey($0) }
        keys.withLock { $0 = new }
    }

    func read(_ network: LivefyreNetwork, _ webhooks: [WebhookNetwork]) throws -> NetworksRead {
        let keys = keys.withLock(\.self)
        guard let first = keys.first else { throw NoKeys() }
        return NetworksRead(
            comments: [network.with(key: first, accepting: Array(keys.dropFirst()))],
            others: webhooks,
            changed: [network.name],
            needsRestart: []
        )
    }
}
