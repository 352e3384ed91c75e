import HTTPTypes
import Hummingbird
import HummingbirdCore
package import Logging
package import Nameplate
package import Outbound
package import ServiceLifecycle

/// The running service: everything long-lived in it, and its HTTP server.
///
/// ``services`` stop from the last to the first: callers and streams are told, then requests finish, then pings, then
/// what writes; the store is closed by whoever opened it.
package struct ServiceApplication {
    package let services: [any Service]
    /// Method and path of every call, as the interface describes them.
    package let routes: [String]
    package let keyReload: KeyReload

    /// `onServerRunning` is told the port once connections are taken.
    package init(
        settings: ServiceSettings,
        store: any Store,
        networks: Networks,
        readNetworks: @escaping KeyReload.Read,
        outbound: OutboundClient,
        clock: @escaping Clock,
        randomness: @escaping Randomness = systemRandomness,
        logger: Logger,
        onServerRunning: @escaping @Sendable (Int) async -> Void = { _ in }
    ) {
        let logger = logger.tracing
        let metrics = Metrics(networks: networks.names, reading: networks.comments.map(\.name))
        let hub = EventHub()
        let drain = Drain(hub: hub, until: settings.drained, logger: logger)
        let profiles = Profiles(store: store)
        let sessions = Sessions(store: store, profiles: profiles, settings: settings, clock: clock)
        let sender = PingSender(
            store: store,
            networks: networks,
            outbound: outbound,
            settings: settings,
            metrics: metrics,
            clock: clock,
            randomness: randomness,
            logger: logger
        )
        let keyReload = KeyReload(
            networks: networks,
            read: readNetworks,
            store: store,
            sender: sender,
            clock: clock,
            logger: logger
        )
        self.keyReload = keyReload
        let pullLog = PullLog(store: store, metrics: metrics, logger: logger)
        let tabLog = TabLog(store: store, clock: clock, logger: logger)
        store.onCommit { commits in
            if commits.contains(.anything) {
                logger.notice("news of other instances may have been missed; all is read anew")
            }
            for commit in commits {
                Self.spread(commit, profiles: profiles, sessions: sessions, hub: hub, sender: sender)
            }
        }
        let parts = ServiceParts(
            settings: settings,
            store: store,
            networks: networks,
            keyReload: keyReload,
            outbound: outbound,
            metrics: metrics,
            hub: hub,
            drain: drain,
            profiles: profiles,
            sessions: sessions,
            sender: sender,
            pullLog: pullLog,
            tabLog: tabLog,
            hasher: PasswordHasher(randomness: randomness),
            clock: clock,
            randomness: randomness,
            logger: logger
        )
        let (router, routes) = buildRouter(parts)
        self.routes = routes
        let server = Application(
            router: router,
            // A request that is sent by halves must hold neither a connection nor the stop. Open streams have been read
            // to their end, so this doesn't touch them.
            server: .http1(configuration: .init(idleTimeout: .seconds(60))),
            configuration: .init(
                address: .hostname(settings.host, port: settings.port),
                serverName: nil,
                backlog: 4096,
                availableConnectionsDelegate: settings.connections.map { MaximumAvailableConnections($0) }
            ),
            onServerRunning: { await onServerRunning($0.localAddress?.port ?? 0) },
            logger: logger
        )
        services = [
            parts.hasher, pullLog, tabLog, sender,
            Housekeeping(
                store: store,
                sender: sender,
                interval: settings.upkeepInterval,
                clock: clock,
                logger: logger
            ),
            NightlyReconciliation(
                store: store,
                networks: networks,
                interval: settings.upkeepInterval,
                clock: clock,
                logger: logger
            ),
            ServerAfterSender(server: server, sender: sender), hub, drain,
        ]
    }

    /// Carries a commit to what remembers, shows or sends, before its caller is answered.
    private static func spread(
        _ commit: Committed,
        profiles: Profiles,
        sessions: Sessions,
        hub: EventHub,
        sender: PingSender
    ) {
        switch commit {
        case .profile(let user, let version):
            profiles.forget(user)
            hub.publish(version, of: user)
        case .session(let id):
            sessions.forget(id)
        case .sessionsEnded(let ids, let user, let end):
            for id in ids { sessions.forget(id) }
            hub.end(ids, of: user, because: end)
        case .owed(let network):
            sender.wake(network)
        case .anything:
            profiles.forgetAll()
            sessions.forgetAll()
            hub.recheck()
            sender.wakeAll()
        }
    }
}

/// The HTTP server, which takes connections once changes can lease what they owe.
private struct ServerAfterSender: Service {
    let server: any Service
    let sender: PingSender

    func run() async throws {
        await sender.begun.wait()
        try await server.run()
    }
}

/// What controllers are made of.
struct ServiceParts {
    let settings: ServiceSettings
    let store: any Store
    let networks: Networks
    let keyReload: KeyReload
    let outbound: OutboundClient
    let metrics: Metrics
    let hub: EventHub
    let drain: Drain
    let profiles: Profiles
    let sessions: Sessions
    let sender: PingSender
    let pullLog: PullLog
    let tabLog: TabLog
    let hasher: PasswordHasher
    let clock: Clock
    let randomness: Randomness
    let logger: Logger
}
