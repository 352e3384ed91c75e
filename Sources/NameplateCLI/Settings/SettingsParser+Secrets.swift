import Livefyre
import Nameplate

extension SettingsParser {
    mutating func network(isLoopback: Bool) -> LivefyreNetwork? {
        let name = reader.value(.network) { try NetworkName($0).text }
        if reader.rows[.network]?.shown == nil {
            reader.refuse(.network, "It is needed: the network's full name, such as labs.fyre.co.")
        }
        let url = reader.value(.networkURL, SettingText.webAddress)
        let text = secret(.networkKey, in: .networkKeyFile) { reader in reader.text(.networkKey) }
        if text == nil, !reader.isGiven(.networkKey), !reader.isGiven(.networkKeyFile) {
            reader.refuse(.networkKey, "It is needed, or NETWORK_KEY_FILE: the key that the network's Studio shows.")
        }
        let key = text.flatMap { text in reader.attempt(.networkKey) { try NetworkKey(text) } }
        if let key { check(key, isLoopback: isLoopback) }
        guard let name, let key, url != nil || !reader.isGiven(.networkURL) else { return nil }
        let network = reader.attempt(.networkURL) { try LivefyreNetwork(name: name, key: key, serviceURL: url) }
        if let network { reader.show(.networkURL, network.serviceURL) }
        return network
    }

    /// A key that can be guessed lets anybody be any reader, so the world must not see such a service (promises.md S4).
    private mutating func check(_ key: NetworkKey, isLoopback: Bool) {
        guard let weakness = key.weakness else { return }
        if weakness == .longerThanJava || isLoopback {
            warnings.append("\(weakness)")
        } else {
            reader.refuse(.networkKey, "\(weakness) It is taken only when HOST is on loopback.")
        }
    }

    mutating func apiKeys() -> [String] {
        let keys = secret(.apiKey, in: .apiKeyFile) { reader in
            let keys = reader.list(.apiKey)
            return keys.isEmpty ? nil : keys.joined(separator: "\n")
        }
        guard let keys = keys?.split(separator: "\n").map(String.init) else { return [] }
        guard keys.count <= 2 else {
            reader.refuse(.apiKey, "There are \(keys.count) keys; two are enough to replace one.")
            return []
        }
        return keys.compactMap { key in reader.attempt(.apiKey) { try SettingText.apiKey(key) } }
    }

    /// A secret from its own setting or from the file that another names; both together are a mistake, unless its own
    /// was only a command's.
    private mutating func secret(
        _ setting: Setting,
        in file: Setting,
        read: (inout SettingsReader) -> String?
    ) -> String? {
        let own = read(&reader)
        let fromFile = reader.value(file, SecretFile.read)
        guard own != nil, reader.isGiven(file) else { return own ?? fromFile }
        if case .command = reader.rows[setting]?.origin {
            reader.show(setting, nil)
            return fromFile
        }
        reader.refuse(setting, "\(setting.name) and \(file.name) are both set; only one of them can be right.")
        return nil
    }
}
