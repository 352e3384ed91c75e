import Livefyre
import LivefyreSandbox
import Logging
import Nameplate
import Outbound
import ServiceLifecycle
import Synchronization

/// A sandbox of the network `labs.fyre.co` with the key `testkeytest`, and a publisher for it to pull from, both on ports
/// of their own, with a clock that stands still until it is told to go on.
struct Lab: Sendable {
    let network: LivefyreNetwork
    let publisher: Publisher
    let clock: LabClock
    let log: RecordedLog
    let port: Int
    let client: OutboundClient
    let services: ServiceGroup

    var base: String { "http://127.0.0.1:\(port)" }

    /// A system token that every check accepts.
    var system: String { network.systemToken(now: clock.now.seconds) }

    func token(_ user: String, named name: String = "Reader") throws -> String {
        try network.userAuthToken(userID: user, displayName: name, expiresIn: 3600, now: clock.now.seconds)
    }
}

/// No waiting at all.
let immediately = Pace(pull: .zero...(.zero), bootstrap: .seconds(5)...(.seconds(5)))

/// Runs `body` with a fresh lab, and ends its services gracefully.
func withLab(
    pace: Pace = immediately,
    pullTimeout: Duration = .seconds(10),
    registersPullURL: Bool = true,
    _ body: @Sendable (Lab) async throws -> Void
) async throws {
    await LabPlaces.shared.take()
    let outcome: Result<Void, any Error>
    do {
        outcome = .success(
            try await run(pace: pace, pullTimeout: pullTimeout, registersPullURL: registersPullURL, body)
        )
    } catch {
        outcome = .failure(error)
    }
    await LabPlaces.shared.giveBack()
    try outcome.get()
}

private func run(
    pace: Pace,
    pullTimeout: Duration,
    registersPullURL: Bool,
    _ body: @Sendable (Lab) async throws -> Void
) async throws {
    let network = try LivefyreNetwork(name: "labs.fyre.co", key: NetworkKey("testkeytest"))
    let publisher = Publisher()
    let clock = LabClock()
    let log = RecordedLog()
    var bounds = Sandbox.outboundConfiguration
    bounds.totalTimeout = pullTimeout
    let puller = OutboundClient(configuration: bounds)
    let client = OutboundClient(
        configuration: OutboundConfiguration(totalTimeout: .seconds(60), userAgent: "sandbox-tests")
    )

    let (publisherPorts, publisherStarted) = AsyncStream<Int>.makeStream()
    let (sandboxPorts, sandboxStarted) = AsyncStream<Int>.makeStream()
    let sandbox = Sandbox(
        SandboxConfiguration(network: network, pace: pace, port: 0, clock: { clock.now }),
        outbound: puller,
        logger: log.logger,
        onServerRunning: { sandboxStarted.yield($0) }
    )
    let services = ServiceGroup(
        services: sandbox.services + [publisher.service { publisherStarted.yield($0) }],
        logger: log.logger
    )
    try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
            defer {
                publisherStarted.finish()
                sandboxStarted.finish()
            }
            try await services.run()
        }
        for await port in publisherPorts {
            publisher.listens(on: port)
            break
        }
        for await port in sandboxPorts {
            let lab = Lab(
                network: network,
                publisher: publisher,
                clock: clock,
                log: log,
                port: port,
                client: client,
                services: services
            )
            if registersPullURL { try await lab.register(publisher.template) }
            try await body(lab)
            break
        }
        publisher.release()
        await services.triggerGracefulShutdown()
        try await group.waitForAll()
    }
    await puller.shutdown()
    await client.shutdown()
}

/// A wall clock that a test sets.
final class LabClock: Sendable {
    private let time = Mutex(Timestamp(seconds: 1_800_000_000))
    var now: Timestamp { time.withLock { $0 } }
    func advance(by span: Duration) { time.withLock { $0 = $0 + span } }
}

/// Keeps what was logged, metadata and all.
final class RecordedLog: Sendable {
    private let lines = Mutex<[String]>([])
    var text: String { lines.withLock { $0.joined(separator: "\n") } }

    var logger: Logger {
        var logger = Logger(label: "lab") { _ in Sink(log: self) }
        logger.logLevel = .trace
        return logger
    }

    private struct Sink: LogHandler {
        let log: RecordedLog
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let line = "\(event.level) \(event.message) \(metadata) \(event.metadata ?? [:])"
            log.lines.withLock { $0.append(line) }
        }
    }
}
