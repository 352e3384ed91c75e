import Logging
package import ServiceLifecycle

/// A group of services that a test starts and stops, as often as it likes.
package actor Server {
    package typealias Starter =
        @Sendable (_ onPort: @escaping @Sendable (Int) async -> Void) async throws -> [any Service]

    private let starter: Starter
    private var group: ServiceGroup?
    private var task: Task<Void, any Error>?
    /// Where it listened last.
    private var port: Int?

    package init(_ starter: @escaping Starter) { self.starter = starter }

    /// Returns the port once connections are taken.
    package func start() async throws -> Int {
        if let port { await FreePort.regain(port) }
        let (ports, continuation) = AsyncStream.makeStream(of: Int.self)
        let services = try await starter { port in
            continuation.yield(port)
            continuation.finish()
        }
        let group = ServiceGroup(
            configuration: .init(
                services: services,
                logger: Logger(label: "group", factory: { _ in SwiftLogNoOpLogHandler() })
            )
        )
        self.group = group
        task = Task {
            defer { continuation.finish() }
            try await group.run()
        }
        for await port in ports {
            self.port = port
            return port
        }
        try await task?.value
        throw NotStarted()
    }

    /// Stops as SIGTERM does, and returns when all is finished.
    package func stop() async throws {
        await group?.triggerGracefulShutdown()
        try await task?.value
        group = nil
        task = nil
    }

    struct NotStarted: Error {}
}
