import CArgon2
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
    private static let memory: UInt32 = 19_456
    private static let passes: UInt32 = 2
    private static let lanes: UInt32 = 1
    private static let parameters = "$argon2id$v=19$m=\(memory),t=\(passes),p=\(lanes)$"
    /// A hash of zeros, which no password has: an unknown user costs the time of a known one.
    private static let decoy = parameters + String(repeating: "A", count: 22) + "$" + String(repeating: "A", count: 43)

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
        return try await run { try Self.hash(bytes, salt: salt) }
    }

    /// Whether the password is the one; without a hash the answer is no, after the same work.
    func verify(_ password: String, against hash: String?) async throws -> Bool {
        let bytes = Array(password.utf8)
        let encoded = hash ?? Self.decoy
        return try await run { try Self.verify(bytes, encoded) && hash != nil }
    }

    /// Whether a hash was made with today's cost.
    static func isCurrent(_ hash: String) -> Bool { hash.hasPrefix(parameters) }

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

    private static func hash(_ password: [UInt8], salt: [UInt8]) throws -> String {
        let length = argon2_encodedlen(passes, memory, lanes, UInt32(salt.count), 32, Argon2_id)
        var encoded = [CChar](repeating: 0, count: length)
        let code = argon2id_hash_encoded(
            passes,
            memory,
            lanes,
            password,
            password.count,
            salt,
            salt.count,
            32,
            &encoded,
            length
        )
        guard code == ARGON2_OK.rawValue else { throw PasswordHashFailure(code: code) }
        return String(decoding: encoded.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    private static func verify(_ password: [UInt8], _ encoded: String) throws -> Bool {
        switch argon2id_verify(encoded, password, password.count) {
        case ARGON2_OK.rawValue: return true
        case ARGON2_VERIFY_MISMATCH.rawValue: return false
        case let code: throw PasswordHashFailure(code: code)
        }
    }
}

/// libargon2 could not work: it had no memory, most likely, or what is stored is no hash.
struct PasswordHashFailure: Error {
    let code: Int32
}
