package import Nameplate

extension PostgresStore {
    /// Makes or updates the tables, which running instances of the version before take no harm from.
    ///
    /// - Parameters are those of the store's opening.
    package static func migrate(
        _ address: PostgresAddress,
        patience: Duration = .seconds(10),
        at now: Timestamp,
        waiting: (String) -> Void = { _ in }
    ) async throws -> SchemaUpdate {
        let database = try await Database(address, patience: patience, waiting: waiting)
        let steps = try await database.migrate(at: now)
        await database.close()
        return SchemaUpdate(schema: Migration.newest, steps: steps)
    }
}
