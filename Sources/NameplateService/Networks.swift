import Hummingbird
package import Nameplate
import Synchronization

/// The configured networks, whose keys may be replaced while everything runs.
///
/// Ask for a network at each use: one that was kept may have keys of before. Their names never change.
package final class Networks: Sendable {
    private struct State {
        var first: any CommentNetwork
        var comments: [any CommentNetwork]
        var all: [NetworkName: any Network]
    }

    package let names: [NetworkName]
    private let state: Mutex<State>

    /// Nil without a comment network; the first of these is the one that tokens are for when nobody says otherwise.
    package init?(comments: [any CommentNetwork], others: [any Network] = []) {
        guard let state = Self.state(comments, others) else { return nil }
        names = (comments as [any Network] + others).map(\.name)
        self.state = Mutex(state)
    }

    /// Puts networks of the same names, which have other keys, in the place of all that there are, at once.
    func replace(comments: [any CommentNetwork], others: [any Network]) {
        guard let new = Self.state(comments, others), Set(new.all.keys) == Set(names) else { return }
        state.withLock { $0 = new }
    }

    private static func state(_ comments: [any CommentNetwork], _ others: [any Network]) -> State? {
        guard let first = comments.first else { return nil }
        let networks = comments as [any Network] + others
        return State(
            first: first,
            comments: comments,
            all: Dictionary(networks.map { ($0.name, $0) }) { first, _ in first }
        )
    }

    var first: any CommentNetwork { state.withLock(\.first) }
    var comments: [any CommentNetwork] { state.withLock(\.comments) }

    subscript(name: NetworkName) -> (any Network)? { state.withLock { $0.all[name] } }

    /// The name, if it is a network's.
    func known(_ name: String) throws -> NetworkName {
        guard let known = names.first(where: { $0.text == name }) else { throw Problem.unknownNetwork }
        return known
    }

    func comment(named name: String) throws -> any CommentNetwork {
        let known = try known(name)
        guard let network = comments.first(where: { $0.name == known }) else { throw Problem.noCommentNetwork }
        return network
    }

    /// The network that `?network=` names.
    func chosen(by request: Request) throws -> any CommentNetwork {
        guard request.uri.query != nil, let name = request.uri.queryParameters["network"] else { return first }
        return try comment(named: String(name))
    }
}
