import NIOCore
import Nameplate
import NIOPosix
import ServiceLifecycle
import Synchronization

/// Argon2id with OWASP's floor (m = 19,456 KiB, t = 2, p = 1) in PHC strings, on threads of its own: as many as there
/// are cores, so that logins take memory for so many and no more, however many wait.
final class PasswordHasher: Service {
    struct Busy: Error {}

    /// Verifications that may wait; a login storm past it is told to come back.
    private static let queue = 64
    private static let cost = PasswordHash.Cost(memory: 19_456, passes: 2, lanes: 1)
    /// A hash of zeros, which no password has: an unknown user costs the time of a known one.
    private static let decoy = cost.text + String(repeating: "A", count: 22) + "$" + String(repeating: "A", count: 43)

    private let threads: NIOThreadPool
    private let waiting = Mutex(0)
    private let randomness: Randomness

    init(threads count: Int = System.coreCount, randomness: @escaping Randomness) {
        self.randomness = randomness
        threads = NIOThreadPool(numberOfThreads: count)
        threads.start()
    }

    /// Ends the threads once the service stops.
    func run() async throws {
        try? await gracefulShutdown()
        try await threads.shutdownGracefully()
    }

    func hash(_ password: String) async throws -> String {
        let bytes = Array(password.utf8)
        let salt = randomness(16)
        return try await run { try PasswordHash(of: bytes, salt: salt, cost: Self.cost).text }
    }

    /// Whether the password is the one; without a hash the answer is no, after the same work.
    func verify(_ password: String, against hash: String?) async throws -> Bool {
        let bytes = Array(password.utf8)
        let encoded = hash ?? Self.decoy
        return try await run {
            guard let stored = PasswordHash(encoded) else { throw PasswordHashFailure.unreadable }
            return try stored.matches(bytes) && hash != nil
        }
    }

    /// Whether a hash was made with today's cost.
    static func isCurrent(_ hash: String) -> Bool { hash.hasPrefix(cost.text) }

    private func run<Result: Sendable>(_ work: @escaping @Sendable () throws -> Result) async throws -> Result {
        let isFree = waiting.withLock { count in
            guard count < Self.queue + threads.numberOfThreads else { return false }
            count += 1
            return true
        }
        guard isFree else { throw Busy() }
        defer { waiting.withLock { $0 -= 1 } }
        return try await threads.runIfActive(work)
    }
}
