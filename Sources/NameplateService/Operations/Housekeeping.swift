import Logging
import Nameplate
import ServiceLifecycle

/// Ends expired sessions, forgets what is past its time, and has networks pinged again that did not read back.
struct Housekeeping: Service {
    let store: any Store
    let sender: PingSender
    let interval: Duration
    let clock: Clock
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    // What it looks for is brought about by time alone.
                    try await Task.sleep(for: interval)
                    try await store.sweep(at: clock())
                    let count = try await store.repair(at: clock())
                    if count > 0 {
                        logger.notice("what was not read back is sent again", metadata: ["count": "\(count)"])
                    }
                    // A lane's timers don't know of a clock that was put forward since.
                    sender.wakeAll()
                } catch is CancellationError {
                    return
                } catch {
                    logger.error("the sweep failed", metadata: ["error": "\(type(of: error))"])
                }
            }
        }
    }
}
