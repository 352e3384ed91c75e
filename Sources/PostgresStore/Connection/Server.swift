import Dispatch
import Nameplate
import Synchronization

/// The server that all connections of this store go to, and whether it was there lately.
final class Server: Sendable {
    private struct State {
        var failingSince: ContinuousClock.Instant?
        var lastFailure: ContinuousClock.Instant?
        var failure: PostgresError?
        var failsUntil: ContinuousClock.Instant?
    }

    /// For so long a failure is taken for an accident, such as a connection that was cut before it was ready.
    private static let grace = Duration.milliseconds(300)
    private static let memory = Duration.seconds(2)
    private static let breath = DispatchTimeInterval.milliseconds(30)
    /// Then nobody tries again for so long, so that many who wait don't each wait for it.
    private static let pause = Duration.milliseconds(250)

    let parameters: ConnectionParameters
    private let state = Mutex(State())

    init(_ parameters: ConnectionParameters) { self.parameters = parameters }

    func connect() throws(PostgresError) -> Connection {
        let begun = ContinuousClock.now
        while true {
            if let failure = recentFailure { throw failure }
            do {
                let connection = try Connection(parameters)
                state.withLock { $0 = State() }
                return connection
            } catch {
                // One too many is no sign that the server is away.
                guard !error.isCrowded, isAccident(error, since: begun) else { throw error }
                _ = DispatchSemaphore(value: 0).wait(timeout: .now() + Self.breath)
            }
        }
    }

    private var recentFailure: PostgresError? {
        state.withLock { state in
            guard let until = state.failsUntil, until > .now else { return nil }
            return state.failure
        }
    }

    private func isAccident(_ error: PostgresError, since begun: ContinuousClock.Instant) -> Bool {
        state.withLock { state in
            let now = ContinuousClock.now
            // One of long ago has nothing to do with it.
            let isFirst = state.lastFailure.map { $0 + Self.memory < begun } ?? true
            let since = isFirst ? begun : state.failingSince ?? begun
            state.failingSince = since
            state.lastFailure = now
            guard since + Self.grace <= now else { return true }
            state.failure = error
            state.failsUntil = now + Self.pause
            return false
        }
    }
}
