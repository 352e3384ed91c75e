import Hummingbird
package import Logging
import NIOCore
package import Outbound
package import ServiceLifecycle

/// The local stand-in for Livefyre's side: it takes pings, pulls profiles, checks readers' tokens, and shows all of it
/// at `/studio`.
package struct Sandbox: Sendable {
    /// The HTTP server, and the worker that pulls.
    ///
    /// They end by graceful shutdown.
    package let services: [any Service]

    /// Pulls with `outbound`, whose bounds are the pulls' bounds: see ``outboundConfiguration``.
    ///
    /// Once the server listens, `onServerRunning` gets the port.
    package init(
        _ configuration: SandboxConfiguration,
        outbound: OutboundClient,
        logger: Logger,
        onServerRunning: @escaping @Sendable (Int) async -> Void = { _ in }
    ) {
        let network = RemoteNetwork(configuration)
        let server = Application(
            router: buildSandboxRouter(network),
            configuration: ApplicationConfiguration(
                address: .hostname(configuration.host, port: configuration.port),
                serverName: nil
            ),
            onServerRunning: { channel in await onServerRunning(channel.localAddress?.port ?? configuration.port) },
            logger: logger
        )
        services = [server, PullWorker(network: network, client: PullClient(outbound: outbound))]
    }

    static let userAgent = "livefyre-sandbox/1"

    /// The bounds of a pull: 10 s, 256 KiB, and never a redirect (livefyre-protocol.md 6.1).
    package static var outboundConfiguration: OutboundConfiguration {
        OutboundConfiguration(
            connectTimeout: .seconds(10),
            totalTimeout: .seconds(10),
            maximumBody: 256 * 1024,
            userAgent: userAgent
        )
    }
}

/// The whole route table.
func buildSandboxRouter(_ network: RemoteNetwork) -> Router<SandboxRequestContext> {
    let router = Router(context: SandboxRequestContext.self)
    router.add(middleware: RequestLog())
    router.addRoutes(PingController(network: network).routes)
    router.addRoutes(RegistrationController(network: network).routes)
    router.addRoutes(AuthController(network: network).routes)
    router.addRoutes(RoleController(network: network).routes)
    router.addRoutes(CollectionController(network: network).routes)
    router.addRoutes(LivefyreScript().routes)
    router.addRoutes(StudioPages().routes, atPath: "studio")
    router.addRoutes(StudioController(network: network).routes, atPath: "studio")
    return router
}
