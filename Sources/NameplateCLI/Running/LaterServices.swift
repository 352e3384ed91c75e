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
        guard await start.wait() else { return }
        try await ServiceGroup(configuration: Runtime.group(of: services)).run()
    }
}
