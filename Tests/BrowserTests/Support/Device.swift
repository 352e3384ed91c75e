import Foundation
import NIOHTTP1

/// A browser with a profile of its own: cookies, storage and tabs that no other device shares.
///
/// A WebDriver session speaks to one window at a time, so each call goes to its window first, and none comes between.
actor Device {
    private let driver: WebDriver
    private let path: String
    nonisolated let engine: Engine
    /// Held, since the browser ends with it.
    nonisolated let process: DriverProcess
    private let turn = Turn()
    private var current: String?

    init(driver: WebDriver, session: String, engine: Engine = .chromium, process: DriverProcess) {
        self.driver = driver
        self.engine = engine
        self.process = process
        path = "/session/\(session)"
    }

    enum Kind: String { case tab, window }

    /// A new tab hides the ones before it, as it does for readers; a new window doesn't.
    func open(_ address: String? = nil, as kind: Kind = .window) async throws -> Tab {
        let tab = try await inTurn { driver, path in
            // The driver opens windows from a window, and the last may just have been closed.
            let windows = try await driver.call(.GET, path + "/window/handles", as: [String].self)
            if await self.current == nil, let window = windows.first { try await self.show(window) }
            let opened = try await driver.call(
                .POST,
                path + "/window/new",
                ["type": kind.rawValue],
                as: Opened.self
            )
            return Tab(device: self, handle: opened.handle)
        }
        if let address { try await tab.go(address) }
        return tab
    }

    var tabs: [Tab] {
        get async throws {
            try await inTurn { driver, path in
                try await driver.call(.GET, path + "/window/handles", as: [String].self)
            }
            .map { Tab(device: self, handle: $0) }
        }
    }

    /// A call of the protocol in the window with this handle.
    func call<Value: Decodable & Sendable>(
        _ method: HTTPMethod,
        _ command: String,
        _ body: some Encodable & Sendable,
        in window: String,
        as type: Value.Type
    ) async throws -> Value {
        try await inTurn { driver, path in
            try await self.show(window)
            return try await driver.call(method, path + command, body, as: type)
        }
    }

    func close(_ window: String) async throws {
        try await inTurn { driver, path in
            try await self.show(window)
            try await driver.call(.DELETE, path + "/window")
            await self.forgetWindow()
        }
    }

    /// Leaves one empty window and nothing of what pages kept.
    func clear() async throws {
        let fresh = try await open()
        for tab in try await tabs where tab.handle != fresh.handle { try await close(tab.handle) }
        guard engine == .chromium else { return }
        try await fresh.browserCommand("Network.clearBrowserCookies")
        _ = try await fresh.log()
    }

    private func show(_ window: String) async throws {
        guard current != window else { return }
        try await driver.call(.POST, path + "/window", ["handle": window])
        current = window
    }

    private func forgetWindow() { current = nil }

    private func inTurn<Value: Sendable>(
        _ work: @Sendable (WebDriver, String) async throws -> Value
    ) async throws -> Value {
        await turn.take()
        do {
            let value = try await work(driver, path)
            await turn.give()
            return value
        } catch {
            await turn.give()
            throw error
        }
    }

    private struct Opened: Decodable {
        let handle: String
    }
}
