import Logging
import SQLiteStore
import ServiceLifecycle

/// Looks for damage in the database once the service runs, so that a large one doesn't hold up its start, nor its stop.
///
/// What it finds is logged, and the service isn't ready from then on.
struct DatabaseCheck: Service {
    let store: SQLiteStore
    let logger: Logger

    func run() async throws {
        // The check can't be interrupted, so nothing waits for it: its answer comes by itself, or not at all.
        Task { await check() }
        try? await gracefulShutdown()
    }

    private func check() async {
        do {
            let damage = try await store.quickCheck()
            guard !damage.isEmpty else { return }
            logger.critical(
                "the database is damaged: stop the service and restore a backup",
                metadata: ["found": "\(damage.prefix(10))"]
            )
        } catch {
            logger.critical("the database could not be checked", metadata: ["error": "\(error)"])
        }
    }
}
