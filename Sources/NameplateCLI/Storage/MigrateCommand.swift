import ArgumentParser
import FoundationEssentials
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

/// Which database, from all places that settings come from.
struct DatabaseOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("A JSON object of settings. The option and the variable go before it.", valueName: "path"),
        completion: .file(extensions: ["json"])
    )
    var config: String?

    @Option(help: .about(.database)) var database: String?

    /// - Throws: Everything that is wrong, together.
    func required() throws -> DatabaseAddress {
        var parser = SettingsParser(
            SettingsSources(
                options: database.map { [.database: $0] } ?? [:],
                environment: ProcessInfo.processInfo.environment,
                file: config
            )
        )
        let address = parser.database()
        guard let address, parser.reader.failures.isEmpty else {
            throw Failure(SettingsReport.describe(parser.reader.failures))
        }
        for warning in parser.warnings { Output.note("Warning: \(warning)") }
        return address
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
