import GRDB
package import Nameplate

extension SQLiteStore {
    /// Makes or updates the tables of a file that no service has open.
    package static func migrate(path: String, at now: Timestamp) async throws -> SchemaUpdate {
        let file = try DatabaseFile(path: path, maximumReaders: 0, now: now)
        try file.writer.close()
        file.lock.release()
        return SchemaUpdate(schema: Migration.newest, steps: file.migrations)
    }
}
