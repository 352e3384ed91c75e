import Nameplate
import Synchronization

/// The server that all connections of this store go to, and whether it was there lately.
final class Server: Sendable {
    /// After a failure to connect nobody tries again for so long, so that many who wait don't each wait for it.
    private static let pause = Duration.milliseconds(250)

    let parameters: ConnectionParameters
    private let failure = Mutex<(error: PostgresError, until: ContinuousClock.Instant)?>(nil)

    init(_ parameters: ConnectionParameters) { self.parameters = parameters }

    func connect() throws(PostgresError) -> Connection {
        if let recent = failure.withLock({ $0 }), recent.until > .now { throw recent.error }
        do {
            let connection = try Connection(parameters)
            failure.withLock { $0 = nil }
            return connection
        } catch {
            // One too many is no sign that the server is away.
            if !error.isCrowded { failure.withLock { $0 = (error, .now + Self.pause) } }
            throw error
        }
    }
}
