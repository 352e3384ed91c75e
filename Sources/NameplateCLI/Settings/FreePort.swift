import Glibc

/// Finds a port that nobody listens on.
///
/// Somebody else may take it before we do; then listening fails as for any other.
enum FreePort {
    static func pick(on host: String) throws -> Int {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, "0", &hints, &found) == 0, let address = found?.pointee else {
            throw Failure("'\(host)' has no address.")
        }
        defer { freeaddrinfo(found) }
        let socket = Glibc.socket(address.ai_family, address.ai_socktype, address.ai_protocol)
        defer { close(socket) }
        guard bind(socket, address.ai_addr, address.ai_addrlen) == 0, let port = port(of: socket) else {
            throw Failure("No port is free on '\(host)': \(String(cString: strerror(errno))).")
        }
        return port
    }

    /// The port stands in the same place for both kinds of address.
    private static func port(of socket: Int32) -> Int? {
        var storage = sockaddr_in6()
        var length = socklen_t(MemoryLayout<sockaddr_in6>.size)
        let isKnown = withUnsafeMutablePointer(to: &storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(socket, $0, &length) == 0 }
        }
        return isKnown ? Int(UInt16(bigEndian: storage.sin6_port)) : nil
    }
}
