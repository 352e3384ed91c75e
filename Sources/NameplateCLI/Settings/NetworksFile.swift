import Livefyre
import Nameplate
import NameplateService
import Webhook

/// The networks of a JSON file, with everything that is wrong about them.
///
/// ```
/// {"networks":[
///   {"name":"labs.fyre.co","kind":"livefyre","key_file":"labs.key"},
///   {"name":"search.example.com","kind":"webhook","url":"https://search.example.com/hook","secret_file":"search.secret"}]}
/// ```
/// The files of keys are looked for from the folder of this one.
struct NetworksFile {
    private(set) var networks: ConfiguredNetworks?
    /// Where browsers reach the sign-in of the first one of Livefyre.
    private(set) var authURL: String?
    private(set) var failures: [SettingFailure] = []
    private(set) var warnings: [String] = []

    private let path: String
    private let isLoopback: Bool
    private var livefyre: [LivefyreNetwork] = []
    private var webhooks: [WebhookNetwork] = []
    private var limits: [NetworkName: LaneLimits] = [:]
    private var names: Set<NetworkName> = []

    init(_ path: String, isLoopback: Bool) {
        self.path = path
        self.isLoopback = isLoopback
        do {
            for (index, value) in try Self.values(in: path).enumerated() {
                var entry = NetworkEntry(value, place: "networks[\(index)]", file: path)
                take(&entry)
                failures += entry.failures
            }
        } catch {
            failures.append(SettingFailure("NETWORKS_FILE", "\(error)"))
        }
        guard failures.isEmpty else { return }
        guard let first = livefyre.first else {
            failures.append(SettingFailure("NETWORKS_FILE", "'\(path)' has no network of the kind livefyre."))
            return
        }
        networks = ConfiguredNetworks(
            first: first,
            others: Array(livefyre.dropFirst()),
            webhooks: webhooks,
            limits: limits
        )
    }

    private static func values(in path: String) throws -> [JSONValue] {
        guard let members = JSONValue(parsing: Array(try TextFile(path).text.utf8))?.object else {
            throw Failure("'\(path)' is not a JSON object.")
        }
        if let unknown = members.keys.sorted().first(where: { $0 != "networks" }) {
            throw Failure("Unknown member '\(unknown)' in \(path). There is only 'networks'.")
        }
        guard case .array(let values) = members["networks"] else {
            throw Failure("'\(path)' needs the member 'networks', an array.")
        }
        return values
    }

    private mutating func take(_ entry: inout NetworkEntry) {
        let name = entry.required("name") { try NetworkName($0) }
        if let name, !names.insert(name).inserted { entry.refuse("name", "\(name) is there twice.") }
        switch entry.kind() {
        case .livefyre: takeLivefyre(named: name, &entry)
        case .webhook: takeWebhook(named: name, &entry)
        case nil: break
        }
        guard let name else { return }
        limits[name] = entry.limits()
    }

    private mutating func takeLivefyre(named name: NetworkName?, _ entry: inout NetworkEntry) {
        let keys = entry.secrets(one: "key_file", several: "key_files") { try KeyList($0) }
        for weakness in keys?.all.compactMap(\.weakness) ?? [] {
            if weakness == .longerThanJava || isLoopback {
                warnings.append("\(entry.place): \(weakness)")
            } else {
                entry.refuse("key_file", "\(weakness) It is taken only when HOST is on loopback.")
            }
        }
        let url = entry.optional("url", SettingText.webAddress)
        if let authURL = entry.optional("auth_url", SettingText.webAddress) {
            if livefyre.isEmpty {
                self.authURL = authURL
            } else {
                entry.refuse("auth_url", "Only the first network of Livefyre, which readers sign in to, has one.")
            }
        }
        guard let name, let keys else { return }
        let network = entry.attempt("url") {
            try LivefyreNetwork(name: name.text, key: keys.first, accepting: keys.others, serviceURL: url)
        }
        if let network { livefyre.append(network) }
    }

    private mutating func takeWebhook(named name: NetworkName?, _ entry: inout NetworkEntry) {
        let secrets = entry.secrets(one: "secret_file", several: "secret_files") { texts in
            guard texts.count <= KeyList.most else { throw Failure(KeyList.tooMany(texts.count)) }
            return try texts.map { try WebhookSecret($0) }
        }
        let url = entry.required("url", SettingText.webAddress)
        guard let name, let secrets, let url else { return }
        if url.lowercased().hasPrefix("http:"), !isLoopback {
            warnings.append("\(entry.place): \(url) is plain http, so what it is told can be read on the way.")
        }
        let webhook = entry.attempt("url") { try WebhookNetwork(name: name, url: url, secrets: secrets) }
        if let webhook { webhooks.append(webhook) }
    }
}
