import LivefyreSandbox
import Logging
import Outbound
import ServiceLifecycle

/// What the sandbox is made of.
enum SandboxAssembly {
    static func with(
        _ configuration: SandboxConfiguration,
        portOption: String = "--port",
        onServerRunning: @escaping @Sendable (Int) async -> Void,
        _ body: ([any Service]) async throws -> Void
    ) async throws {
        let outbound = OutboundClient(configuration: Sandbox.outboundConfiguration)
        let sandbox = Sandbox(
            configuration,
            outbound: outbound,
            logger: Logger(label: "sandbox"),
            onServerRunning: onServerRunning
        )
        let services = sandbox.services.map { service in
            ListeningService(service, host: configuration.host, port: configuration.port, option: portOption)
        }
        let outcome: Result<Void, any Error>
        do {
            outcome = .success(try await body(services))
        } catch {
            outcome = .failure(error)
        }
        await outbound.shutdown()
        try outcome.get()
    }
}
