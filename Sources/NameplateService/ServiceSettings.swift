package import Nameplate

/// What an operator sets of the running service; read and checked once, by the composition root.
package struct ServiceSettings: Sendable {
    package var host = "127.0.0.1"
    package var port = 8080
    /// The service's own origin as browsers see it.
    package var publicOrigin: Origin
    /// Other origins whose pages may call with the reader's cookie.
    package var allowedOrigins: Set<Origin> = []
    /// Where browsers reach the network's sign-in, when it isn't where Livefyre's own rule says.
    package var networkAuthURL: String?
    /// Up to two keys, so that one can be replaced without a gap; empty switches the backend's calls off.
    package var apiKeys: [String] = []
    package var trustedProxies: [AddressRange] = []
    /// How long a userAuthToken lives, unless its session ends sooner.
    package var tokenLifetime = Duration.seconds(3600)
    package var sessionLimits = SessionLimits()
    /// How long the answer to a change waits for its ping's outcome.
    package var pingWait = Duration.seconds(1)
    /// How many pings may be under way at once, for each network that has no limit of its own.
    package var pingConcurrency = 32
    /// How many pings a second leave over all instances, for each network that has no rate of its own; 0 for no limit.
    package var pingRate = 0.0
    /// What is different for single networks.
    package var laneLimits: [NetworkName: LaneLimits] = [:]
    /// Returns when a service that was told to stop has refused new work for long enough.
    package var drained: @Sendable () async -> Void = {}
    /// How many connections are taken at once, while others wait in the kernel for one to end; nil for no limit.
    package var connections: Int?
    package var publicDirectory: String?
    /// Only a demo has one.
    package var newspaper: Newspaper?
    /// The name that networks show for an erased user.
    package var erasedName: DisplayName
    /// The program's, for whoever looks at the figures of several instances.
    package var version = "unknown"
    package var retryPolicy = RetryPolicy()
    /// How long a network has to read back what it took a ping for, before it is pinged again; nil for no limit.
    package var pullWithin: Duration? = .seconds(1200)
    /// How often what time alone brings about is looked after.
    package var upkeepInterval = Duration.seconds(10)

    package init(publicOrigin: Origin, erasedName: DisplayName) {
        self.publicOrigin = publicOrigin
        self.erasedName = erasedName
    }

    package func concurrency(of network: NetworkName) -> Int {
        laneLimits[network]?.concurrency ?? pingConcurrency
    }

    /// Nil for no limit.
    package func rate(of network: NetworkName) -> Double? {
        let rate = laneLimits[network]?.rate ?? pingRate
        return rate > 0 ? rate : nil
    }
}
