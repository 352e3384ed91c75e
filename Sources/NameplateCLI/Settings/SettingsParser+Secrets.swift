import Livefyre
import Nameplate

extension SettingsParser {
    mutating func networks(isLoopback: Bool) -> ConfiguredNetworks? {
        guard let path = reader.text(.networksFile) else {
            return network(isLoopback: isLoopback).map { ConfiguredNetworks(first: $0) }
        }
        for setting in [Setting.network, .networkKey, .networkKeyFile, .networkURL, .networkAuthURL] {
            _ = reader.text(setting)
            guard reader.isGiven(setting) else { continue }
            reader.refuse(setting, "It is set besides NETWORKS_FILE, which has all networks.")
        }
        let file = NetworksFile(path, isLoopback: isLoopback)
        reader.add(file.failures)
        warnings += file.warnings
        authURL = file.authURL
        return file.networks
    }

    private mutating func network(isLoopback: Bool) -> LivefyreNetwork? {
        let name = reader.value(.network) { try NetworkName($0).text }
        if reader.rows[.network]?.shown == nil {
            reader.refuse(.network, "It is needed: the network's full name, such as labs.fyre.co.")
        }
        let url = reader.value(.networkURL, SettingText.webAddress)
        authURL = reader.value(.networkAuthURL, SettingText.webAddress)
        let keys = networkKeys()
        for key in keys?.all ?? [] { check(key, isLoopback: isLoopback) }
        guard let name, let keys, url != nil || !reader.isGiven(.networkURL) else { return nil }
        let network = reader.attempt(.networkURL) {
            try LivefyreNetwork(name: name, key: keys.first, accepting: keys.others, serviceURL: url)
        }
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

    private mutating func networkKeys() -> KeyList? {
        // A comma parts keys in a variable, and is part of one in a file.
        var isFromFile = true
        let text = secret(.networkKey, in: .networkKeyFile) { reader in
            let text = reader.text(.networkKey)
            isFromFile = text == nil
            return text
        }
        if text == nil, !reader.isGiven(.networkKey), !reader.isGiven(.networkKeyFile) {
            reader.refuse(.networkKey, "It is needed, or NETWORK_KEY_FILE: the key that the network's Studio shows.")
        }
        guard let text else { return nil }
        return reader.attempt(.networkKey) { try isFromFile ? KeyList(lines: text) : KeyList(commas: text) }
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
