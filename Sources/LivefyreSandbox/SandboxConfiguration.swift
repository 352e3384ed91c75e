package import Livefyre
package import Nameplate

/// What one sandbox stands for and how fast it is.
package struct SandboxConfiguration: Sendable {
    package var network: LivefyreNetwork
    package var pace: Pace
    package var host: String
    /// 0 lets the system choose; see the callback of ``Sandbox``.
    package var port: Int
    /// What is pulled until a registration or the Studio page says otherwise; `{id}` stands for the user's id.
    package var pullURL: String?
    package var clock: Clock
    package var randomness: Randomness

    package init(
        network: LivefyreNetwork,
        pace: Pace = .fast,
        host: String = "127.0.0.1",
        port: Int = 8090,
        pullURL: String? = nil,
        clock: @escaping Clock,
        randomness: @escaping Randomness = systemRandomness
    ) {
        self.network = network
        self.pace = pace
        self.host = host
        self.port = port
        self.pullURL = pullURL
        self.clock = clock
        self.randomness = randomness
    }
}
