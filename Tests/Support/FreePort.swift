import Glibc
import Synchronization
import Testing

package enum FreePort {
    private static let range = 10_000..<21_000
    /// Each number is tried once, so that two tests never find the same port.
    private static let next = Atomic(Int.random(in: 0..<range.count))

    /// A port of the loopback that nobody holds, below those that the program picks for `--port 0` and those that outgoing
    /// connections are given.
    ///
    /// The service must know its own before it starts: its cookie and its origin are named after it.
    package static func find() throws -> Int {
        let candidates = (0..<100).lazy.map { _ in
            range.lowerBound + next.add(1, ordering: .relaxed).oldValue % range.count
        }
        return try #require(candidates.first(where: isFree))
    }

    /// Returns when a port is free on which a server of this process has just stopped to listen.
    ///
    /// A child that is being started holds all of this process's descriptors for a moment, listeners too.
    package static func regain(_ port: Int) async {
        for _ in 0..<1_000_000 where !isFree(port) { await Task.yield() }
    }

    /// Connections that are over don't count, as they don't for servers.
    private static func isFree(_ port: Int) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        defer { close(descriptor) }
        var isReused: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &isReused, socklen_t(MemoryLayout<Int32>.size))
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
