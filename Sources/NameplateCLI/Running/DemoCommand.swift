import ArgumentParser
import FoundationEssentials
import Livefyre
import LivefyreSandbox
import Nameplate

struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "See it happen: a service, a network and three readers, on this machine alone.",
        discussion: """
            EXAMPLES
              nameplate demo
              nameplate demo --port 9000 --sandbox-port 9001
              nameplate demo --database sqlite:demo.db

            Sign in as ada in two tabs, rename her in one, and look at the other. Without a DATABASE everything is \
            gone when the demo stops. Its network is always its own sandbox.
            """
    )

    @Option(help: ArgumentHelp("The sandbox's port; 0 picks a free one.", valueName: "number"))
    var sandboxPort = 8090
    @OptionGroup var options: SettingsOptions

    func validate() throws {
        guard (0...65535).contains(sandboxPort) else { throw ValidationError("--sandbox-port must be 0 to 65535.") }
    }

    func run() async throws {
        let folder = try TemporaryFolder(named: "nameplate-demo")
        defer { folder.remove() }
        let plan = try DemoPlan(
            options: options,
            environment: ProcessInfo.processInfo.environment,
            sandboxPort: sandboxPort == 0 ? FreePort.pick(on: DemoPlan.sandboxHost) : sandboxPort,
            folder: folder.path
        )
        Runtime.start(logLevel: plan.settings.logLevel, format: plan.settings.logFormat)
        try await Self.run(plan)
    }

    /// The sandbox is up before the service starts, and goes down after it.
    private static func run(_ plan: DemoPlan) async throws {
        let sandboxStart = StartSignal()
        let serviceStart = StartSignal()
        try await SandboxAssembly.with(
            plan.sandbox,
            portOption: "--sandbox-port",
            onServerRunning: { _ in sandboxStart.raise() },
            { sandbox in
                try await ServiceAssembly.with(
                    plan.settings,
                    reload: plan.reload,
                    onServerRunning: { _ in serviceStart.raise() }
                ) { parts in
                    let welcome = DemoWelcome(plan: plan, start: serviceStart)
                    let service = LaterServices(
                        parts.services(portOption: "--port") + [welcome],
                        after: sandboxStart
                    )
                    try await Runtime.run(sandbox + [service])
                }
            }
        )
    }
}
