import ArgumentParser
import FoundationEssentials
import Livefyre

/// Which network a token is of, and its key: never an argument, which other users of the machine could read.
struct NetworkOptions: ParsableArguments {
    @Option(help: "The network's full name, such as labs.fyre.co. [variable: NAMEPLATE_NETWORK]")
    var network: String?

    @Option(
        help: ArgumentHelp(
            "A file that holds the network key and is its owner's alone (chmod 600). The key itself can be in "
                + "NAMEPLATE_NETWORK_KEY.",
            valueName: "path"
        ),
        completion: .file()
    )
    var networkKeyFile: String?

    /// The network with its key; a weak key is complained about and used.
    func required() throws -> LivefyreNetwork {
        guard let name else {
            throw Failure("Which network? Give --network NAME, such as labs.fyre.co, or set NAMEPLATE_NETWORK.")
        }
        guard let keys = try keys() else {
            throw Failure(
                "There is no network key. Set NAMEPLATE_NETWORK_KEY, or give --network-key-file PATH. It is never "
                    + "taken as an argument, which other users of this machine could read."
            )
        }
        return try describe(name, keys)
    }

    /// The network, with these in the place of what nobody gave.
    func required(name fallback: String, key standard: String) throws -> LivefyreNetwork {
        try describe(name ?? fallback, try keys() ?? KeyList([standard]))
    }

    /// The network, if there is a key; `fallback` is its name when nobody gave one.
    func optional(fallback: String?) throws -> LivefyreNetwork? {
        guard let keys = try keys(), let name = name ?? fallback else { return nil }
        return try describe(name, keys)
    }

    private func describe(_ name: String, _ keys: KeyList) throws -> LivefyreNetwork {
        do {
            let network = try LivefyreNetwork(name: name, key: keys.first, accepting: keys.others)
            for weakness in keys.all.compactMap(\.weakness) { Output.note("Warning: \(weakness)") }
            return network
        } catch {
            throw Failure("\(error)")
        }
    }

    private var name: String? { network ?? variable("NAMEPLATE_NETWORK") }

    /// Two while one replaces the other: the first mints, both are taken.
    private func keys() throws -> KeyList? {
        do {
            if let path = networkKeyFile { return try KeyList(lines: SecretFile.read(path)) }
            if let given = variable("NAMEPLATE_NETWORK_KEY") { return try KeyList(commas: given) }
            if let path = variable("NAMEPLATE_NETWORK_KEY_FILE") { return try KeyList(lines: SecretFile.read(path)) }
            return nil
        } catch let error as InvalidNetworkKey {
            throw Failure("\(error)")
        }
    }

    private func variable(_ name: String) -> String? { ProcessInfo.processInfo.environment[name] }
}
