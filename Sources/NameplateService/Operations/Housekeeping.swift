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
            var latest = clock()
            while !Task.isCancelled {
                guard (try? await Task.sleep(for: interval)) != nil else { return }  // time alone brings it about
                let now = clock()
                if now < latest - .seconds(1) { await attempt("the look at a new time") { try await goBack(to: now) } }
                latest = now
                await attempt("the sweep") { try await store.sweep(at: clock()) }
                await attempt("the repair") { try await repair() }
                // A lane's timers don't know of a clock that was put forward since.
                sender.wakeAll()
            }
        }
    }

    /// The clock was put back: what was to be tried again soon would wait for as long as that was, and more.
    private func goBack(to now: Timestamp) async throws {
        let count = try await store.replay(ReplaySelection(.state(.pending), network: nil), at: now)
        logger.notice("the clock was put back; what is owed is tried again at once", metadata: ["count": "\(count)"])
    }

    private func repair() async throws {
        let count = try await store.repair(at: clock())
        if count > 0 { logger.notice("what was not read back is sent again", metadata: ["count": "\(count)"]) }
    }

    /// One that fails keeps no other from its turn.
    private func attempt(_ what: String, _ body: () async throws -> Void) async {
        do {
            try await body()
        } catch {
            logger.error("\(what) failed", metadata: ["error": "\(logReason(error))"])
        }
    }
}
