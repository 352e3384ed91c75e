import NameplateService
import NIOHTTP1
import TestSupport
import Testing

/// A service, a sandbox and a publisher's site, each at an origin of its own.
struct Stage: Sendable {
    let running: Running
    let publisher: Publisher
    /// The service and the network as browsers see them, each through a detour.
    let service: String
    let network: String
    let detour: Detour
    let networkDetour: Detour

    /// What is where.
    struct Plan: Sendable {
        var siteHost = "localhost"
        /// Hosts at which the publisher's site is too, each an origin of its own.
        var otherHosts: [String] = []
        var serviceHost = "localhost"
        var isListed = true
        var publicDirectory = Places.publicDirectory
        var adjust: @Sendable (inout ServiceSettings) -> Void = { _ in }
    }

    /// A page's options as most tests want them.
    func options(_ change: (inout PageOptions) -> Void = { _ in }) -> PageOptions {
        var options = PageOptions(service: service, livefyre: network)
        change(&options)
        return options
    }

    /// Opens the publisher's page and waits until all that it starts has started.
    func open(
        on device: Device,
        as kind: Device.Kind = .window,
        at host: String? = nil,
        _ change: (inout PageOptions) -> Void = { _ in }
    ) async throws -> Tab {
        let tab = try await device.open(try publisher.page(options(change), at: host), as: kind)
        try await tab.untilReady()
        return tab
    }

    /// Opens the publisher's page with a script that runs before its own.
    func open(on device: Device, running script: String) async throws -> Tab {
        let tab = try await device.open()
        try await tab.browserCommand("Page.addScriptToEvaluateOnNewDocument", ["source": script])
        try await tab.go(try publisher.page(options()))
        try await tab.untilReady()
        return tab
    }

    /// A browser without pages, signed in as the user: what the test itself changes profiles with.
    func hand(_ user: String = "ada") async throws -> Browser {
        let browser = Browser(running.base, origin: service)
        let answer = try await browser.signIn(user)
        try #require(answer.status == 200, "\(answer.text)")
        return browser
    }

    /// Changes the name from a device without pages, and returns the new version.
    @discardableResult
    func rename(_ name: String, by hand: Browser) async throws -> Int {
        let answer = try await hand.call(.PATCH, "/profile", #"{"display_name":"\#(name)"}"#)
        try #require(answer.status == 200, "\(answer.text)")
        return Int(try #require(answer.number("profile.version")))
    }

    static func run(
        _ plan: Plan = Plan(),
        in engine: Engine = .chromium,
        devices count: Int = 1,
        _ body: @escaping @Sendable (Stage, [Device]) async throws -> Void
    ) async throws {
        let (site, sandbox) = (try FreePort.find(), try FreePort.find())
        let (entrance, networkEntrance) = (try FreePort.find(), try FreePort.find())
        let publisher = Publisher(host: plan.siteHost, port: site)
        let service = "http://\(plan.serviceHost):\(entrance)"
        let network = "http://127.0.0.1:\(networkEntrance)"
        let own = try #require(Origin(service))
        let listed = try ([plan.siteHost] + plan.otherHosts).map { try #require(Origin("http://\($0):\(site)")) }
        let adjust: @Sendable (inout ServiceSettings) -> Void = { settings in
            settings.publicOrigin = own
            if plan.isListed { settings.allowedOrigins = Set(listed) }
            settings.publicDirectory = plan.publicDirectory
            settings.networkAuthURL = network
            plan.adjust(&settings)
        }
        try await Running.run(adjust: adjust, sandboxPort: sandbox) { running in
            let stage = Stage(
                running: running,
                publisher: publisher,
                service: service,
                network: network,
                detour: Detour(to: running.base),
                networkDetour: Detour(to: running.sandbox)
            )
            let servers = [
                stage.detour.server(port: entrance),
                stage.networkDetour.server(port: networkEntrance),
                publisher.server,
            ]
            for server in servers { _ = try await server.start() }
            let result = await Result {
                try await running.create("ada", name: "Ada Lovelace")
                try await DeviceShelf.with(count, of: engine) { devices in try await body(stage, devices) }
            }
            for detour in [stage.detour, stage.networkDetour] { detour.close() }
            for server in servers { try await server.stop() }
            try result.get()
        }
    }
}
