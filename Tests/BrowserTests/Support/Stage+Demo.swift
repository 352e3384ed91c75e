import Nameplate
import NameplateService
import TestSupport
import Testing

/// The demo: the newspaper, the account and the login page are the service's own, and Studio is the network's.
extension Stage {
    /// Runs the demo, whose pages must leave nothing in the browsers' consoles.
    static func runDemo(
        devices count: Int = 1,
        _ body: @escaping @Sendable (Stage, [Device]) async throws -> Void
    ) async throws {
        var plan = Plan()
        plan.adjust = { settings in
            guard let livefyre = settings.networkAuthURL.flatMap(Origin.init) else { return }
            settings.newspaper = Newspaper(network: NetworkName(stored: "labs.fyre.co"), livefyre: livefyre)
        }
        try await run(plan, devices: count) { stage, devices in
            try await body(stage, devices)
            for device in devices { #expect(try await device.complaints() == []) }
        }
    }

    var front: String { service + "/" }
    var article: String { service + "/articles/one-name" }
    var account: String { service + "/account" }
    var login: String { service + "/login" }
    var console: String { service + "/console" }
    /// Not by the detour, which would keep its long poll waiting after the page is closed.
    var studio: String { running.sandbox + "/studio" }

    /// Opens the account page in a window of its own, as the user.
    func openAccount(on device: Device, as user: String = "ada") async throws -> Tab {
        let tab = try await device.open(account)
        try await tab.signInHere(user)
        try await tab.untilVisible("#profile")
        return tab
    }
}

extension Device {
    /// Errors and warnings of all pages since the last call, such as reports of the pages' policy.
    ///
    /// Chromium also writes a line for each answer that is no success, and those are what the tests ask for.
    nonisolated func complaints() async throws -> [String] {
        guard let tab = try await tabs.first else { return [] }
        let entries = try await tab.log().filter { ["SEVERE", "WARNING"].contains($0.level) }
        return entries.map(\.message).filter { !$0.contains("Failed to load resource") }
    }

    /// The tab that `work` lets a page open.
    nonisolated func tab(openedBy work: () async throws -> Void) async throws -> Tab {
        let known = try await tabs.map(\.handle)
        try await work()
        return try #require(try await tabs { $0.count > known.count }.first { !known.contains($0.handle) })
    }

    /// The tabs, once there are as many as `isComplete` says.
    @discardableResult
    nonisolated func tabs(_ isComplete: ([Tab]) -> Bool) async throws -> [Tab] {
        let limit = ContinuousClock.now + .seconds(10)
        var found = try await tabs
        while !isComplete(found), ContinuousClock.now < limit { found = try await tabs }
        try #require(isComplete(found), "\(found.count) tabs are open")
        return found
    }
}
