import HTTPTypes
import Hummingbird

/// Whose address a request comes from.
///
/// `X-Forwarded-For` is believed only as far as trusted proxies wrote it.
struct ClientAddress: Sendable {
    let trustedProxies: [AddressRange]

    func address(of request: Request, _ context: ServiceContext) -> String {
        guard let peer = context.peerAddress else { return "unknown" }
        var address = peer
        guard isTrusted(peer), let forwarded = request.headers[.forwardedFor] else { return address }
        for hop in forwarded.split(separator: ",").reversed() {
            let hop = String(hop.filter { $0 != " " })
            guard IPAddress.bytes(of: hop) != nil else { return address }
            address = hop
            if !isTrusted(hop) { return address }
        }
        return address
    }

    private func isTrusted(_ address: String) -> Bool { trustedProxies.contains { $0.contains(address) } }
}
