import Glibc

/// A range of IP addresses in CIDR form, such as `10.0.0.0/8` or `::1/128`; a bare address is a range of one.
package struct AddressRange: Sendable, Equatable {
    private let network: [UInt8]
    private let prefix: Int

    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard let network = IPAddress.bytes(of: String(parts[0])), parts.count <= 2 else { return nil }
        let widest = network.count * 8
        guard let prefix = parts.count == 2 ? Int(parts[1]) : widest, (0...widest).contains(prefix) else { return nil }
        self.network = network
        self.prefix = prefix
    }

    package func contains(_ address: String) -> Bool {
        guard let bytes = IPAddress.bytes(of: address), bytes.count == network.count else { return false }
        return (0..<prefix).allSatisfy { bit in
            let mask = UInt8(128) >> UInt8(bit % 8)
            return bytes[bit / 8] & mask == network[bit / 8] & mask
        }
    }
}

enum IPAddress {
    /// The 4 or 16 bytes of a written address, or nil for anything else.
    ///
    /// IPv4 inside IPv6 becomes plain IPv4.
    static func bytes(of text: String) -> [UInt8]? {
        var four = in_addr()
        if inet_pton(AF_INET, text, &four) == 1 { return withUnsafeBytes(of: &four) { Array($0) } }
        var sixteen = in6_addr()
        guard inet_pton(AF_INET6, text, &sixteen) == 1 else { return nil }
        let bytes = withUnsafeBytes(of: &sixteen) { Array($0) }
        let mapped: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255]
        return bytes.starts(with: mapped) ? Array(bytes[12...]) : bytes
    }
}
