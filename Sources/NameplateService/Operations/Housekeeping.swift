import Logging
import Nameplate
import ServiceLifecycle

/// Ends expired sessions and forgets what is past its time, every ten seconds.
struct Housekeeping: Service {
    let store: any Store
    let clock: Clock
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    // What it looks for is brought about by time alone.
                    try await Task.sleep(for: .seconds(10))
                    try await store.sweep(at: clock())
                } catch is CancellationError {
                    return
                } catch {
                    logger.error("the sweep failed", metadata: ["error": "\(type(of: error))"])
                }
            }
        }
    }
}
