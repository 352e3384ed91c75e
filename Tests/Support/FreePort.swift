import Synchronization
import TestDatabase
import Testing

package enum FreePort {
    /// No browser goes to 10080, one of the "bad ports" of the Fetch standard.
    private static let range = 10_081..<21_000
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
        return try #require(candidates.first(where: LoopbackPort.isFree))
    }

    /// Returns when a port is free on which a server of this process has just stopped to listen.
    ///
    /// A child that is being started holds all of this process's descriptors for a moment, listeners too.
    package static func regain(_ port: Int) async {
        var tries = 0
        while !LoopbackPort.isFree(port), tries < 1_000_000 {
            tries += 1
            await Task.yield()
        }
    }
}
