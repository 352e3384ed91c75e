import Livefyre
import LivefyreSandbox
import Nameplate
import NameplateService

/// What a demo runs with: the operator's settings, and its own where there are none.
struct DemoPlan: Sendable {
    static let sandboxHost = "127.0.0.1"

    let settings: Settings
    let sandbox: SandboxConfiguration
    /// Nil when the operator gave one, which is not for printing.
    let printedAPIKey: String?

    init(options: SettingsOptions, environment: [String: String], sandboxPort: Int, folder: String) throws {
        var sources = SettingsSources(options: options.given, environment: environment, file: options.config)
        try Self.checkHost(in: sources)
        let address = "http://\(Self.sandboxHost):\(sandboxPort)"
        let apiKey = Base64URL.encode(systemRandomness(24))
        sources.addFirst([.networkURL: address, .networkAuthURL: address], from: "demo")
        sources.addLast(
            [
                .network: DemoValues.network, .networkKey: DemoValues.networkKey, .apiKey: apiKey,
                .database: "sqlite:\(folder)/nameplate.db", .logLevel: "warning",
            ],
            from: "demo"
        )
        var settings = try SettingsReport(sources).required()
        guard let livefyre = Origin(address) else { throw Failure("'\(address)' is not an origin.") }
        settings.service.newspaper = Newspaper(network: settings.network.name, livefyre: livefyre)
        self.settings = settings
        printedAPIKey = settings.service.apiKeys == [apiKey] ? apiKey : nil
        guard let key = settings.service.apiKeys.first, !key.isEmpty else { throw Failure("An API key is needed.") }
        sandbox = SandboxConfiguration(
            network: settings.network,
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
    private static func checkHost(in sources: SettingsSources) throws {
        var reader = SettingsReader(sources)
        guard let host = reader.text(.host), !SettingText.isLoopback(host) else { return }
        throw Failure("The demo is for this machine alone, and HOST \(host) is not on loopback.")
    }
}
