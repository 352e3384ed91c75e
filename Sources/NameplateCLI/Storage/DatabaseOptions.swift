import ArgumentParser
import FoundationEssentials

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
