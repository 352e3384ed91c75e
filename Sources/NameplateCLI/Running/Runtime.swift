import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import UnixSignals

/// How a program that keeps running is set up, and how it ends.
enum Runtime {
    /// To be called once, before anything else of a command that serves.
    static func start(logLevel: Logger.Level, format: LogFormat = .text) {
        #if DEBUG
        Crash.prepare()
        #endif
        // Tasks then run where their sockets are read, which saves a hop between threads for every request.
        NIOSingletons.unsafeTryInstallSingletonPosixEventLoopGroupAsConcurrencyGlobalExecutor()
        LoggingSystem.bootstrap { label in
            var handler = format.handler(label: label)
            handler.logLevel = logLevel
            return handler
        }
    }

    /// Runs until SIGTERM or SIGINT, and then stops the services from the last to the first.
    static func run(_ services: [any Service]) async throws {
        var configuration = group(of: services + [SecondInterrupt()])
        configuration.gracefulShutdownSignals = [.sigterm, .sigint]
        configuration.maximumGracefulShutdownDuration = .seconds(30)
        configuration.maximumCancellationDuration = .seconds(5)
        try await ServiceGroup(configuration: configuration).run()
    }

    /// A group in which a service that fails stops the others in their order, as a signal would.
    static func group(of services: [any Service]) -> ServiceGroupConfiguration {
        var logger = Logger(label: "nameplate.services")
        // The error that ended the group is said once, when it reaches the command.
        logger.logLevel = .critical
        return ServiceGroupConfiguration(
            services: services.map {
                .init(service: $0, failureTerminationBehavior: .gracefullyShutdownGroup)
            },
            logger: logger
        )
    }
}
