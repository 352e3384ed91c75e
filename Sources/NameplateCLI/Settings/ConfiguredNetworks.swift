import Livefyre
import Nameplate
import NameplateService
import Webhook

/// All networks as they are set, checked whole.
struct ConfiguredNetworks: Sendable {
    /// The one that tokens are for when nobody says otherwise.
    var first: LivefyreNetwork
    /// Further ones of Livefyre.
    var others: [LivefyreNetwork] = []
    var webhooks: [WebhookNetwork] = []
    var limits: [NetworkName: LaneLimits] = [:]

    var livefyre: [LivefyreNetwork] { [first] + others }
    var all: [any Network] { livefyre as [any Network] + webhooks }

    /// These with the keys that `new` has, and whose keys those are; all else stays.
    func taking(keysOf new: ConfiguredNetworks) -> (networks: ConfiguredNetworks, changed: [NetworkName]) {
        var networks = self
        var changed: [NetworkName] = []
        func renewed(_ network: LivefyreNetwork) -> LivefyreNetwork {
            let described = new.livefyre.first { $0.name == network.name }
            guard let renewed = described.flatMap({ network.taking(keysOf: $0) }) else { return network }
            changed.append(network.name)
            return renewed
        }
        networks.first = renewed(first)
        networks.others = others.map(renewed)
        networks.webhooks = webhooks.map { webhook in
            let described = new.webhooks.first { $0.name == webhook.name }
            guard let renewed = described.flatMap({ webhook.taking(secretsOf: $0) }) else { return webhook }
            changed.append(webhook.name)
            return renewed
        }
        return (networks, changed)
    }

    /// Which networks came, went, or are otherwise by anything but keys.
    func differences(from new: ConfiguredNetworks) -> [NetworkName] {
        let before = facts
        let after = new.facts
        var differing = Set(before.keys).union(after.keys).filter { before[$0] != after[$0] }
        if first.name != new.first.name { differing.formUnion([first.name, new.first.name]) }
        return differing.sorted()
    }

    private struct Facts: Equatable {
        let kind: String
        let url: String
        let limits: LaneLimits?
    }

    private var facts: [NetworkName: Facts] {
        let addresses = livefyre.map { ($0.name, $0.kind, $0.serviceURL) } + webhooks.map { ($0.name, $0.kind, $0.url) }
        return Dictionary(addresses.map { ($0.0, Facts(kind: $0.1, url: $0.2, limits: limits[$0.0])) }) { $1 }
    }
}
