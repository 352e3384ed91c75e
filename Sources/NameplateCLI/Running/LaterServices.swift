import Logging
import ServiceLifecycle

/// Services that start only once something else has.
struct LaterServices: Service {
    private let services: [any Service]
    private let start: StartSignal

    init(_ services: [any Service], after start: StartSignal) {
        self.services = services
        self.start = start
    }

    func run() async throws {
        try await start.wait()
        var logger = Logger(label: "nameplate.services")
        logger.logLevel = .critical
        try await ServiceGroup(configuration: ServiceGroupConfiguration(services: services, logger: logger)).run()
    }
}
