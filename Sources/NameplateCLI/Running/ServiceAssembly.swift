import Livefyre
import Logging
import Nameplate
import NameplateService
import Outbound
import ServiceLifecycle

/// What the service is made of: here adapters meet ports, and nowhere else.
struct ServiceAssembly {
    private let settings: Settings
    private let application: ServiceApplication
    private let upkeep: [any Service]

    /// Opens the store, calls `body`, and closes everything after it, the store last.
    static func with(
        _ settings: Settings,
        onServerRunning: @escaping @Sendable (Int) async -> Void = { _ in },
        _ body: (ServiceAssembly) async throws -> Void
    ) async throws {
        let open = try await OpenStore(settings)
        let outbound = OutboundClient(
            configuration: OutboundConfiguration(
                // Some places are left for calls that are not pings.
                maximumConcurrent: settings.service.pingConcurrency + 8,
                userAgent: "nameplate/\(ProgramVersion.text)"
            )
        )
        let outcome: Result<Void, any Error>
        do {
            let parts = try await ServiceAssembly(settings, open, outbound, onServerRunning)
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
        _ open: OpenStore,
        _ outbound: OutboundClient,
        _ onServerRunning: @escaping @Sendable (Int) async -> Void
    ) async throws {
        self.settings = settings
        upkeep = open.upkeep
        guard let networks = Networks(comments: [settings.network]) else { throw Failure("A network is needed.") }
        try await open.store.addNetworks([(name: settings.network.name, kind: settings.network.kind)], at: open.clock())
        application = ServiceApplication(
            settings: settings.service,
            store: open.store,
            networks: networks,
            outbound: outbound,
            clock: open.clock,
            logger: Logger(label: "nameplate"),
            onServerRunning: onServerRunning
        )
    }

    /// Everything that runs; `portOption` says how to choose another port to whoever finds this one taken.
    func services(portOption: String) -> [any Service] {
        let server = application.services.map { service in
            ListeningService(service, host: settings.service.host, port: settings.service.port, option: portOption)
        }
        return upkeep + server
    }
}
