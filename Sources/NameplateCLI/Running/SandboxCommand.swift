import ArgumentParser
import Livefyre
import LivefyreSandbox
import Logging
import Outbound

struct SandboxCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sandbox",
        abstract: "Run a stand-in for Livefyre's side, to try things out against.",
        discussion: """
            EXAMPLES
              nameplate sandbox
              nameplate sandbox --port 9090 --pace realistic
              nameplate sandbox --pull-url 'http://127.0.0.1:8080/livefyre/profile/{id}'

            It takes pings, pulls profiles, checks readers' tokens, and shows all of it at /studio. The network and \
            its key are NAMEPLATE_NETWORK and NAMEPLATE_NETWORK_KEY, or those of 'nameplate demo'. It listens on this \
            machine alone, keeps everything in memory, and protects nothing.
            """
    )

    enum PaceName: String, CaseIterable, ExpressibleByArgument {
        case fast, realistic
    }

    @Option(help: "The port to listen on; 0 picks a free one.")
    var port = 8090
    @Option(help: "How long it takes: fast is about a second, realistic 1 to 10 minutes as Livefyre did.")
    var pace = PaceName.fast
    @Option(help: ArgumentHelp("Where profiles are read until somebody registers an address.", valueName: "url"))
    var pullURL: String?
    @OptionGroup var network: NetworkOptions

    func validate() throws {
        guard (0...65535).contains(port) else { throw ValidationError("--port must be from 0 to 65535.") }
    }

    func run() async throws {
        let network = try network.required(name: DemoValues.network, key: DemoValues.networkKey)
        Runtime.start(logLevel: .notice)
        var configuration = SandboxConfiguration(network: network, port: port, pullURL: pullURL, clock: systemClock)
        configuration.pace = Pace(named: pace.rawValue) ?? .fast
        try await SandboxAssembly.with(configuration, onServerRunning: { Self.announce(network, $0) }) { services in
            try await Runtime.run(services)
        }
    }

    private static func announce(_ network: LivefyreNetwork, _ port: Int) {
        Output.note("The sandbox of \(network.fullName) runs. Studio: http://127.0.0.1:\(port)/studio")
        Output.note("Press Ctrl-C to stop.")
    }
}
