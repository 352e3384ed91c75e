import NameplateService
import NIOHTTP1
import TestSupport
import Testing

/// A service, a sandbox and a publisher's site, each at an origin of its own.
struct Stage: Sendable {
    let running: Running
    let publisher: Publisher
    let detour: Detour
    /// The service as browsers see it: through the detour.
    let service: String

    /// What is where.
    struct Plan: Sendable {
        var siteHost = "localhost"
        var serviceHost = "localhost"
        var isListed = true
        var publicDirectory = Places.publicDirectory
        var adjust: @Sendable (inout ServiceSettings) -> Void = { _ in }
    }

    /// A page's options as most tests want them.
    func options(_ change: (inout PageOptions) -> Void = { _ in }) -> PageOptions {
        var options = PageOptions(service: service)
        change(&options)
        return options
    }

    /// Opens the publisher's page and waits until all that it starts has started.
    func open(
        on device: Device,
        as kind: Device.Kind = .window,
        _ change: (inout PageOptions) -> Void = { _ in }
    ) async throws -> Tab {
        let tab = try await device.open(try publisher.page(options(change)), as: kind)
        try await tab.until("log.some(entry => entry.what === 'ready')")
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
        devices count: Int = 1,
        _ body: @escaping @Sendable (Stage, [Device]) async throws -> Void
    ) async throws {
        let (site, entrance, sandbox) = (try FreePort.find(), try FreePort.find(), try FreePort.find())
        let publisher = Publisher(host: plan.siteHost, port: site)
        let service = "http://\(plan.serviceHost):\(entrance)"
        let (own, listed) = (try #require(Origin(service)), try #require(Origin(publisher.origin)))
        let adjust: @Sendable (inout ServiceSettings) -> Void = { settings in
            settings.publicOrigin = own
            if plan.isListed { settings.allowedOrigins = [listed] }
            settings.publicDirectory = plan.publicDirectory
            settings.networkAuthURL = "http://127.0.0.1:\(sandbox)"
            plan.adjust(&settings)
        }
        try await Running.run(adjust: adjust, sandboxPort: sandbox) { running in
            let detour = Detour(to: running.base)
            let stage = Stage(running: running, publisher: publisher, detour: detour, service: service)
            let server = detour.server(port: entrance)
            _ = try await server.start()
            try await publisher.start()
            try await running.create("ada", name: "Ada Lovelace")
            try await Chromium.with(devices: count) { devices in try await body(stage, devices) }
        }
    }
}
