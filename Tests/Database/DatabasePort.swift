import Glibc
import Synchronization

/// Ports for database servers: apart from those of `FreePort`, and below those that outgoing connections are given, so
/// that a server that was killed finds its own again.
enum DatabasePort {
    private static let range = 6_100..<10_000
    /// Each number is tried once, so that two servers never find the same port.
    private static let next = Atomic(Int.random(in: 0..<range.count))

    static func find() throws -> Int {
        let candidates = range.lazy.map { _ in
            range.lowerBound + next.add(1, ordering: .relaxed).oldValue % range.count
        }
        guard let port = candidates.first(where: isFree) else {
            throw CommandFailure(command: "bind", status: "\(EADDRINUSE)", said: "no port in \(range) is free")
        }
        return port
    }

    private static func isFree(_ port: Int) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }
}
