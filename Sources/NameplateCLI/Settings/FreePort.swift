import Glibc

/// Finds a port that nobody listens on.
///
/// It is one below those that the kernel gives to outgoing connections, which would else take it before we do. Another
/// program that listens may still be faster; then listening fails as for any other.
enum FreePort {
    private static let tries = 100

    static func pick(on host: String) throws -> Int {
        for _ in 0..<tries {
            let port = Int.random(in: 21_000..<32_000)
            if try isFree(port, on: host) { return port }
        }
        throw Failure("No port is free on '\(host)': \(String(cString: strerror(errno))).")
    }

    private static func isFree(_ port: Int, on host: String) throws -> Bool {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo(host, String(port), &hints, &found) == 0, let address = found?.pointee else {
            throw Failure("'\(host)' has no address.")
        }
        defer { freeaddrinfo(found) }
        let socket = Glibc.socket(address.ai_family, address.ai_socktype, address.ai_protocol)
        defer { close(socket) }
        return bind(socket, address.ai_addr, address.ai_addrlen) == 0
    }
}
