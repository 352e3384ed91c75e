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
        guard let port = candidates.first(where: LoopbackPort.isFree) else {
            throw CommandFailure(command: "bind", status: "\(EADDRINUSE)", said: "no port in \(range) is free")
        }
        return port
    }
}
