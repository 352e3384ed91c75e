import ArgumentParser
import Nameplate
import PostgresStore
import SQLiteStore

struct MigrateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate",
        abstract: "Make the database's tables, or bring them up to date.",
        discussion: """
            EXAMPLES
              nameplate migrate
              nameplate migrate --database sqlite:/var/lib/nameplate/nameplate.db
              nameplate migrate --config /etc/nameplate.json

            'nameplate serve' does the same at its start; this is for doing it before. Instances of the version before \
            may run on meanwhile, on PostgreSQL. Only DATABASE is read of the settings.
            """
    )

    @OptionGroup var options: DatabaseOptions

    func run() async throws {
        let database = try options.required()
        let update = try await database.migrate()
        try Output.result("The schema of \(database.place) is at \(update.schema): \(Self.describe(update.steps)).")
    }

    private static func describe(_ steps: [Int]) -> String {
        if steps.isEmpty { return "nothing to do" }
        return "took step\(steps.count == 1 ? "" : "s") \(steps.map(String.init).joined(separator: ", "))"
    }
}

extension DatabaseAddress {
    fileprivate func migrate() async throws -> SchemaUpdate {
        switch self {
        case .sqlite(let path): try await SQLiteStore.migrate(path: path, at: systemClock())
        case .postgres(let address):
            try await PostgresStore.migrate(address, at: systemClock(), waiting: Output.note)
        }
    }
}
