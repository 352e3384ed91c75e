import ArgumentParser
import FoundationEssentials
import Livefyre
import Nameplate
import NameplateService
import Webhook

struct ConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config",
        abstract: "Look at the settings.",
        discussion: """
            EXAMPLES
              nameplate config check
              nameplate config check --config site.json
            """,
        subcommands: [ConfigCheckCommand.self]
    )
}

struct ConfigCheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Show every setting as 'serve' would read it, and everything that is wrong.",
        discussion: """
            EXAMPLES
              nameplate config check
              nameplate config check --config site.json --port 9000

            Secrets are never shown. The exit code is 1 if 'serve' would not start.
            """
    )

    @OptionGroup var options: SettingsOptions

    func run() throws {
        let report = SettingsReport(
            SettingsSources(
                options: options.given,
                environment: ProcessInfo.processInfo.environment,
                file: options.config
            )
        )
        for line in Self.table(of: report.rows).lines { try Output.result(line) }
        if let settings = report.settings, report.rows[.networksFile]?.shown != nil {
            try Output.result("")
            for line in Self.table(of: settings).lines { try Output.result(line) }
        }
        for warning in report.warnings { Output.note("Warning: \(warning)") }
        guard report.failures.isEmpty else { throw Failure(SettingsReport.describe(report.failures)) }
        try Self.showBrowserModule(report.settings?.service)
        try Output.result("The settings are good.")
    }

    /// What a page needs that pins the browser module's bytes.
    private static func showBrowserModule(_ settings: ServiceSettings?) throws {
        guard let settings, let directory = settings.publicDirectory else { return }
        guard let module = BrowserModule(directory: directory) else {
            return Output.note("Warning: There is no nameplate.js in \(directory).")
        }
        let address = "\(settings.publicOrigin)\(module.path)"
        try Output.result("")
        try Output.result(
            #"<script type="module" src="\#(address)" integrity="\#(module.integrity)" crossorigin></script>"#
        )
    }

    private static func table(of rows: [Setting: SettingsReader.Row]) -> TextTable {
        var table = TextTable(header: ["SETTING", "VALUE", "FROM"])
        for setting in Setting.all {
            guard let row = rows[setting] else { continue }
            table.add([setting.name, row.shown ?? "-", row.shown == nil ? "-" : describe(row.origin, of: setting)])
        }
        return table
    }

    /// The networks of NETWORKS_FILE.
    private static func table(of settings: Settings) -> TextTable {
        var table = TextTable(header: ["NETWORK", "KIND", "URL", "KEYS", "PLACES", "RATE"])
        let networks = settings.networks
        let rows =
            networks.livefyre.map { ($0.name, $0.kind, $0.serviceURL, $0.keyCount) }
            + networks.webhooks.map { ($0.name, $0.kind, $0.url, $0.secrets.count) }
        for (name, kind, url, keys) in rows {
            let places = settings.service.concurrency(of: name)
            let rate = settings.service.rate(of: name).map { Int(exactly: $0).map(String.init) ?? String($0) }
            table.add([name.text, kind, url, String(keys), String(places), rate.map { "\($0)/s" } ?? "-"])
        }
        return table
    }

    private static func describe(_ origin: SettingsSources.Origin, of setting: Setting) -> String {
        switch origin {
        case .option: setting.option ?? ""
        case .variable: setting.variable
        case .file(let path): path
        case .command(let name): name
        case .standard: "default"
        }
    }
}
