import Hummingbird
package import Nameplate

/// The configured networks; the first is the one that tokens are for when nobody says otherwise.
package struct Networks: Sendable {
    let all: [any Network]
    let first: any Network

    /// Nil when there are none.
    package init?(_ networks: [any Network]) {
        guard let first = networks.first else { return nil }
        all = networks
        self.first = first
    }

    var names: [NetworkName] { all.map(\.name) }

    func named(_ name: String) throws -> any Network {
        guard let network = all.first(where: { $0.name.text == name }) else { throw Problem.unknownNetwork }
        return network
    }

    /// The network that `?network=` names.
    func chosen(by request: Request) throws -> any Network {
        guard request.uri.query != nil, let name = request.uri.queryParameters["network"] else { return first }
        return try named(String(name))
    }
}
