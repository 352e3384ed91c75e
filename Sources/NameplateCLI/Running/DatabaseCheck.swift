import Logging
import SQLiteStore
import ServiceLifecycle

/// Looks for damage in the database once the service runs, so that a large one doesn't hold up its start.
struct DatabaseCheck: Service {
    let store: SQLiteStore
    let logger: Logger

    func run() async throws {
        let damage = try await store.quickCheck()
        if !damage.isEmpty {
            logger.critical("the database is damaged", metadata: ["found": "\(damage.prefix(10))"])
        }
        try? await gracefulShutdown()
    }
}
