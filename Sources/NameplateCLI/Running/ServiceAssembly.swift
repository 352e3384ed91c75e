import Livefyre
import Logging
import Nameplate
import NameplateService
import Outbound
import ServiceLifecycle
import Webhook

/// What the service is made of: here adapters meet ports, and nowhere else.
struct ServiceAssembly {
    private let settings: Settings
    private let application: ServiceApplication
    private let upkeep: [any Service]

    /// Opens the store, calls `body`, and closes everything after it, the store last.
    static func with(
        _ settings: Settings,
        reload: SettingsReload,
        onServerRunning: @escaping @Sendable (Int) async -> Void = { _ in },
        _ body: (ServiceAssembly) async throws -> Void
    ) async throws {
        let open = try await OpenStore(settings)
        let outbound = OutboundClient(
            configuration: OutboundConfiguration(
                maximumConcurrent: settings.calls,
                userAgent: "nameplate/\(ProgramVersion.text)"
            )
        )
        let outcome: Result<Void, any Error>
        do {
            let parts = try await ServiceAssembly(settings, reload, open, outbound, onServerRunning)
            outcome = .success(try await body(parts))
        } catch {
            outcome = .failure(error)
        }
        await outbound.shutdown()
        try await open.store.close()
        try outcome.get()
    }

    private init(
        _ settings: Settings,
        _ reload: SettingsReload,
        _ open: OpenStore,
        _ outbound: OutboundClient,
        _ onServerRunning: @escaping @Sendable (Int) async -> Void
    ) async throws {
        self.settings = settings
        upkeep = open.upkeep
        let configured = settings.networks
        guard let networks = Networks(comments: configured.livefyre, others: configured.webhooks) else {
            throw Failure("A network is needed.")
        }
        var service = settings.service
        service.connections = Descriptors.raised().connections(
            besides: settings.calls + settings.databaseConnections
        )
        try await open.store.setNetworks(configured.all.map { (name: $0.name, kind: $0.kind) }, at: open.clock())
        application = ServiceApplication(
            settings: service,
            store: open.store,
            networks: networks,
            readNetworks: { try reload.networks() },
            outbound: outbound,
            clock: open.clock,
            logger: Logger(label: "nameplate"),
            onServerRunning: onServerRunning
        )
    }

    /// Reads the networks' keys anew at each SIGHUP.
    var hangup: any Service { Hangup(keyReload: application.keyReload) }

    /// Everything that runs; `portOption` says how to choose another port to whoever finds this one taken.
    func services(portOption: String) -> [any Service] {
        let server = application.services.map { service in
            ListeningService(service, host: settings.service.host, port: settings.service.port, option: portOption)
        }
        return upkeep + server
    }
}
