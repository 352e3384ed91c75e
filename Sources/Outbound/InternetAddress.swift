import CCurl
import Glibc

/// An IPv4 or IPv6 address, to tell whether it is public.
package struct InternetAddress: Equatable, Sendable {
    /// Four or sixteen bytes in network order.
    private let bytes: [UInt8]

    /// Reads the textual form, as libcurl reports the peer of a connection.
    package init?(_ text: String) {
        var v4 = in_addr()
        var v6 = in6_addr()
        if unsafe inet_pton(AF_INET, text, &v4) == 1 {
            unsafe bytes = withUnsafeBytes(of: v4) { unsafe Array($0) }
        } else if unsafe inet_pton(AF_INET6, text, &v6) == 1 {
            unsafe bytes = withUnsafeBytes(of: v6) { unsafe Array($0) }
        } else {
            return nil
        }
    }

    /// Reads the address libcurl is about to connect to.
    init?(_ address: UnsafePointer<curl_sockaddr>) {
        // `addr` is declared as the short `sockaddr`, but libcurl keeps room for the longest one behind it.
        guard let offset = MemoryLayout<curl_sockaddr>.offset(of: \.addr) else { return nil }
        let storage = unsafe UnsafeRawPointer(address) + offset
        switch unsafe address.pointee.family {
        case AF_INET:
            let v4 = unsafe storage.loadUnaligned(as: sockaddr_in.self).sin_addr
            unsafe bytes = withUnsafeBytes(of: v4) { unsafe Array($0) }
        case AF_INET6:
            let v6 = unsafe storage.loadUnaligned(as: sockaddr_in6.self).sin6_addr
            unsafe bytes = withUnsafeBytes(of: v6) { unsafe Array($0) }
        default:
            return nil
        }
    }

    /// Whether an untrusted URL may reach it: globally reachable unicast in the IANA special-purpose registries.
    ///
    /// IPv6 allows 2000::/3 alone, which refuses every form that carries an IPv4 address in disguise (mapped,
    /// compatible, NAT64) along with loopback, link-local, unique-local and multicast; the exceptions within it follow.
    package var isPublic: Bool {
        if bytes.count == 4 { return !Self.notPublicV4.contains { $0.contains(bytes) } }
        return Self.globalUnicast.contains(bytes) && !Self.notPublicV6.contains { $0.contains(bytes) }
    }

    private struct Range {
        let prefix: [UInt8]
        let length: Int

        func contains(_ bytes: [UInt8]) -> Bool {
            let whole = length / 8
            guard bytes.starts(with: prefix.prefix(whole)) else { return false }
            let rest = length % 8
            return rest == 0 || (bytes[whole] ^ prefix[whole]) >> (8 - rest) == 0
        }
    }

    private static let notPublicV4 = [
        Range(prefix: [0], length: 8),  // this network, RFC 791
        Range(prefix: [10], length: 8),  // private, RFC 1918
        Range(prefix: [100, 64], length: 10),  // shared by carriers, RFC 6598
        Range(prefix: [127], length: 8),  // loopback, RFC 1122
        Range(prefix: [168, 63, 129, 16], length: 32),  // Azure's own host agent behind a public number
        Range(prefix: [169, 254], length: 16),  // link-local, RFC 3927; cloud metadata lives here
        Range(prefix: [172, 16], length: 12),  // private, RFC 1918
        Range(prefix: [192, 0, 0], length: 24),  // protocol assignments, RFC 6890
        Range(prefix: [192, 0, 2], length: 24),  // documentation, RFC 5737
        Range(prefix: [192, 88, 99], length: 24),  // 6to4 relays, RFC 7526
        Range(prefix: [192, 168], length: 16),  // private, RFC 1918
        Range(prefix: [198, 18], length: 15),  // benchmarking, RFC 2544
        Range(prefix: [198, 51, 100], length: 24),  // documentation, RFC 5737
        Range(prefix: [203, 0, 113], length: 24),  // documentation, RFC 5737
        Range(prefix: [224], length: 4),  // multicast, RFC 1112
        Range(prefix: [240], length: 4),  // reserved and broadcast, RFC 1112
    ]

    private static let globalUnicast = Range(prefix: [0x20], length: 3)

    private static let notPublicV6 = [
        Range(prefix: [0x20, 0x01, 0x00], length: 23),  // protocol assignments, Teredo among them, RFC 2928
        Range(prefix: [0x20, 0x01, 0x0d, 0xb8], length: 32),  // documentation, RFC 3849
        Range(prefix: [0x20, 0x02], length: 16),  // 6to4, which carries an IPv4 address, RFC 3056
        Range(prefix: [0x3f, 0xff, 0x00], length: 20),  // documentation, RFC 9637
    ]
}
