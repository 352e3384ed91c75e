import Livefyre
import LivefyreSandbox
import Nameplate
import NameplateService

/// What a demo runs with: the operator's settings, and its own where there are none.
struct DemoPlan: Sendable {
    static let sandboxHost = "127.0.0.1"

    let settings: Settings
    let reload: SettingsReload
    let sandbox: SandboxConfiguration
    /// Nil when the operator gave one, which is not for printing.
    let printedAPIKey: String?

    init(options: SettingsOptions, environment: [String: String], sandboxPort: Int, folder: String) throws {
        let address = "http://\(Self.sandboxHost):\(sandboxPort)"
        let apiKey = Base64URL.encode(systemRandomness(24))
        let read: @Sendable () -> SettingsReport = { [given = options.given, config = options.config] in
            var sources = SettingsSources(options: given, environment: environment, file: config)
            sources.addFirst([.networkURL: address, .networkAuthURL: address], from: "demo")
            sources.addLast(
                [
                    .network: DemoValues.network, .networkKey: DemoValues.networkKey, .apiKey: apiKey,
                    .database: "sqlite:\(folder)/nameplate.db", .logLevel: "warning", .drainTime: "0",
                ],
                from: "demo"
            )
            return SettingsReport(sources)
        }
        try Self.check(SettingsSources(options: options.given, environment: environment, file: options.config))
        let report = read()
        var settings = try report.required()
        let network = settings.networks.first
        guard let livefyre = Origin(address) else { throw Failure("'\(address)' is not an origin.") }
        settings.service.newspaper = Newspaper(network: network.name, livefyre: livefyre)
        self.settings = settings
        reload = SettingsReload(settings, of: report, read: read)
        printedAPIKey = settings.service.apiKeys == [apiKey] ? apiKey : nil
        guard let key = settings.service.apiKeys.first, !key.isEmpty else { throw Failure("An API key is needed.") }
        sandbox = SandboxConfiguration(
            network: network,
            host: Self.sandboxHost,
            port: sandboxPort,
            clock: systemClock
        )
    }

    var serviceURL: String {
        let host = settings.service.host
        return "http://\(host.contains(":") ? "[\(host)]" : host):\(settings.service.port)"
    }

    var sandboxURL: String { "http://\(sandbox.host):\(sandbox.port)" }

    /// Everybody knows a demo's passwords, so nobody else may reach it (promises.md S60).
    private static func check(_ sources: SettingsSources) throws {
        var reader = SettingsReader(sources)
        if reader.text(.networksFile) != nil {
            throw Failure("The demo's network is its own sandbox; NETWORKS_FILE is for 'nameplate serve'.")
        }
        guard let host = reader.text(.host), !SettingText.isLoopback(host) else { return }
        throw Failure("The demo is for this machine alone, and HOST \(host) is not on loopback.")
    }
}
