import Logging
import Nameplate
import PostgresStore
import SQLiteStore
import ServiceLifecycle

/// A store that is open, with what a service needs of it beyond the port.
struct OpenStore {
    let store: any Store
    /// What the service goes by: several instances on one database go by the database's time.
    let clock: Clock
    let upkeep: [any Service]

    init(_ settings: Settings) async throws {
        switch settings.database {
        case .sqlite(let path):
            let store = try await SQLiteStore(path: path, now: systemClock())
            self.store = store
            clock = systemClock
            upkeep = [DatabaseCheck(store: store, logger: Logger(label: "nameplate"))]
        case .postgres(let address):
            let store = try await PostgresStore(
                address,
                connections: settings.databaseConnections,
                clock: systemClock,
                waiting: settings.logFormat.note
            )
            self.store = store
            clock = store.clock
            upkeep = []
        }
    }
}
