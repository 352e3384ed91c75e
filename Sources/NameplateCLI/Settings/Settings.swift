import Logging
import Nameplate
import NameplateService

/// Everything that the service runs with, checked whole.
struct Settings {
    var service: ServiceSettings
    let networks: ConfiguredNetworks
    let database: DatabaseAddress
    let databaseConnections: Int
    let logLevel: Logger.Level
    let logFormat: LogFormat

    /// How many pings may be under way at once, to all networks.
    var places: Int { networks.all.map { service.concurrency(of: $0.name) }.reduce(0, +) }

    /// How many calls to networks may be under way at once: some places are left for those that are not pings.
    var calls: Int { places + 8 }
}

/// What reading the settings came to: either they are good, or there are failures.
struct SettingsReport {
    let settings: Settings?
    let rows: [Setting: SettingsReader.Row]
    let warnings: [String]
    let failures: [SettingFailure]

    init(_ sources: SettingsSources) {
        var parser = SettingsParser(sources)
        let settings = parser.settings()
        rows = parser.reader.rows
        warnings = parser.warnings
        failures = parser.reader.failures
        self.settings = failures.isEmpty ? settings : nil
    }

    /// The settings, with their warnings said.
    ///
    /// - Throws: All failures together.
    func required() throws -> Settings {
        guard let settings else { throw Failure(Self.describe(failures)) }
        for warning in warnings { settings.logFormat.warn(warning) }
        return settings
    }

    static func describe(_ failures: [SettingFailure]) -> String {
        let count = failures.count == 1 ? "One setting is wrong" : "\(failures.count) settings are wrong"
        return ([count + ":"] + failures.map { "  \($0)" }).joined(separator: "\n")
    }
}
