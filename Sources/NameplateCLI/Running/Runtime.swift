import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import UnixSignals

/// How a program that keeps running is set up, and how it ends.
enum Runtime {
    /// To be called once, before anything else of a command that serves.
    static func start(logLevel: Logger.Level) {
        // Tasks then run where their sockets are read, which saves a hop between threads for every request.
        NIOSingletons.unsafeTryInstallSingletonPosixEventLoopGroupAsConcurrencyGlobalExecutor()
        LoggingSystem.bootstrap { label in
            var handler = StreamLogHandler.standardError(label: label)
            handler.logLevel = logLevel
            return handler
        }
    }

    /// Runs until SIGTERM or SIGINT, and then stops the services from the last to the first.
    static func run(_ services: [any Service], logLevel: Logger.Level) async throws {
        var logger = Logger(label: "nameplate.services")
        // An error that ends the group is said once, when it reaches the command.
        logger.logLevel = max(logLevel, .critical)
        var configuration = ServiceGroupConfiguration(
            services: services + [SecondInterrupt()],
            gracefulShutdownSignals: [.sigterm, .sigint],
            logger: logger
        )
        configuration.maximumGracefulShutdownDuration = .seconds(30)
        try await ServiceGroup(configuration: configuration).run()
    }
}
