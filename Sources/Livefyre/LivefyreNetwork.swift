package import Nameplate

/// One Livefyre network: mints and checks its tokens, and describes the calls that it takes.
///
/// Everything here is a pure function of its arguments. Nothing reads a clock or opens a connection: `now` is always
/// epoch seconds, and requests come back as values (see ``LivefyreRequest``).
public struct LivefyreNetwork: Sendable {
    package let name: NetworkName
    /// Where pings and registrations go, such as `https://labs.quill.fyre.co`; never ends in a slash.
    public let serviceURL: String
    let key: NetworkKey
    let signer: HMACKey
    let mint: TokenMint
    let otherKeys: [NetworkKey]
    /// What checks tokens that the other keys signed.
    let otherSigners: [HMACKey]

    /// The network's full name, such as `labs.fyre.co`: the `domain` of its tokens.
    public var fullName: String { name.text }
    /// How many keys are taken, the one that signs among them.
    package var keyCount: Int { 1 + otherKeys.count }

    /// Describes one network.
    ///
    /// - Parameters:
    ///   - name: The full name: lower-case labels joined by dots. Every network Livefyre ran was under `.fyre.co`, and
    ///     its libraries insist on that; other dotted names are taken too, as its own published sample token has one.
    ///   - key: The network key, which signs everything.
    ///   - others: Keys whose tokens are taken besides, while one key replaces another.
    ///   - serviceURL: An absolute http or https address without query; nil for
    ///     `https://{first label}.quill.fyre.co`.
    /// - Throws: ``InvalidNetwork``, which says what is wrong.
    public init(
        name: String,
        key: NetworkKey,
        accepting others: [NetworkKey] = [],
        serviceURL: String? = nil
    ) throws(InvalidNetwork) {
        guard let valid = try? NetworkName(name) else { throw .name(name) }
        self.init(name: valid, serviceURL: try Self.service(of: valid, at: serviceURL), key: key, accepting: others)
    }

    /// The same network with other keys.
    ///
    /// - Parameters:
    ///   - key: Signs everything from now on.
    ///   - others: Keys whose tokens are taken besides; leave the old one out and its tokens are worth nothing.
    /// - Returns: A network that differs in nothing else.
    public func with(key: NetworkKey, accepting others: [NetworkKey] = []) -> LivefyreNetwork {
        LivefyreNetwork(name: name, serviceURL: serviceURL, key: key, accepting: others)
    }

    private init(name: NetworkName, serviceURL: String, key: NetworkKey, accepting others: [NetworkKey]) {
        self.name = name
        self.serviceURL = serviceURL
        self.key = key
        signer = HMACKey(key.bytes)
        mint = TokenMint(network: name, signer: signer)
        otherKeys = others
        otherSigners = others.map { HMACKey($0.bytes) }
    }

    /// This network with the keys of another description of it; nil where they are the same.
    package func taking(keysOf other: LivefyreNetwork) -> LivefyreNetwork? {
        guard [key.bytes] + otherKeys.map(\.bytes) != [other.key.bytes] + other.otherKeys.map(\.bytes) else {
            return nil
        }
        return with(key: other.key, accepting: other.otherKeys)
    }

    private static func service(of name: NetworkName, at address: String?) throws(InvalidNetwork) -> String {
        guard let address else { return "https://\(name.firstLabel).quill.fyre.co" }
        guard WebURL(address) != nil, !address.contains("?"), !address.contains("#") else {
            throw .serviceURL(address)
        }
        guard let end = address.lastIndex(where: { $0 != "/" }) else { throw .serviceURL(address) }
        return String(address[...end])
    }
}

/// Why a network can't be described.
public enum InvalidNetwork: Error, Equatable, Sendable, CustomStringConvertible {
    case name(String)
    case serviceURL(String)

    /// A sentence for the person who configured the network.
    public var description: String {
        switch self {
        case .name(let text): "'\(text)' is not a network's full name, such as labs.fyre.co."
        case .serviceURL(let text): "'\(text)' is not an absolute http or https address without a query."
        }
    }
}

extension LivefyreNetwork: CustomStringConvertible {
    public var description: String { fullName }
}
