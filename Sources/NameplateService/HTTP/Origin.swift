/// A web origin (RFC 6454) in its one written form: `scheme://host`, or `scheme://host:port` where the port isn't the
/// scheme's own.
///
/// Compared exactly.
package struct Origin: Hashable, Sendable, CustomStringConvertible {
    package let text: String
    package let isHTTPS: Bool
    package let host: String
    package let port: Int

    /// Takes a lower-case `http` or `https` origin without a path; never `null`.
    package init?(_ text: String) {
        let parts = text.split(separator: "://", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0] == "http" || parts[0] == "https" else { return nil }
        let isHTTPS = parts[0] == "https"
        let authority = parts[1]
        var host = authority
        var port = isHTTPS ? 443 : 80
        if let colon = authority.lastIndex(of: ":"), !authority.hasSuffix("]") {
            guard let number = Int(authority[authority.index(after: colon)...]), (1...65535).contains(number),
                number != port
            else { return nil }
            host = authority[..<colon]
            port = number
        }
        guard !host.isEmpty, host.utf8.allSatisfy(Self.isHostByte) else { return nil }
        self.text = text
        self.isHTTPS = isHTTPS
        self.host = String(host)
        self.port = port
    }

    package var description: String { text }

    /// Browsers take every name below `localhost` to loopback (RFC 6761, 6.3).
    package var isLoopback: Bool {
        host == "localhost" || host.hasSuffix(".localhost") || host.hasPrefix("127.") || host == "[::1]"
    }

    /// The same service by its other loopback name, which people type as readily.
    package var loopbackTwin: Origin? {
        guard isLoopback, !host.hasSuffix(".localhost") else { return nil }
        let twin = host == "localhost" ? "127.0.0.1" : "localhost"
        let isDefaultPort = port == (isHTTPS ? 443 : 80)
        return Origin("\(isHTTPS ? "https" : "http")://\(twin)\(isDefaultPort ? "" : ":\(port)")")
    }

    private static func isHostByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: ":"):
            true
        default: false
        }
    }
}
