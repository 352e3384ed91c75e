import Foundation
import NIOHTTP1

/// One window or tab of a device.
struct Tab: Sendable {
    let device: Device
    let handle: String

    func go(_ address: String) async throws { try await post("/url", ["url": address]) }
    func reload() async throws { try await post("/refresh") }
    func back() async throws { try await post("/back") }
    func forward() async throws { try await post("/forward") }
    func close() async throws { try await device.close(handle) }

    func click(_ selector: String) async throws {
        try await post("/element/\(try await find(selector))/click")
    }

    /// Types as a reader does, key by key.
    func type(_ text: String, into selector: String) async throws {
        try await post("/element/\(try await find(selector))/value", ["text": text])
    }

    func clear(_ selector: String) async throws {
        try await post("/element/\(try await find(selector))/clear")
    }

    /// Presses one key where the focus is; WebDriver names those without a character by code points (W3C WebDriver 17.4.2).
    func press(_ key: Character) async throws {
        try await post("/actions", KeyPress(key))
    }

    /// What the script returns, of which it may `await` any part.
    func run<Value: Decodable & Sendable>(
        _ script: String,
        _ arguments: any Encodable & Sendable...,
        as type: Value.Type
    ) async throws -> Value {
        try await device.call(.POST, "/execute/sync", ScriptCall(script, arguments), in: handle, as: type)
    }

    func run(_ script: String, _ arguments: any Encodable & Sendable...) async throws {
        try await post("/execute/sync", ScriptCall(script, arguments))
    }

    func value<Value: Decodable & Sendable>(_ expression: String, as type: Value.Type) async throws -> Value {
        try await run("return (\(expression))", as: type)
    }

    func text(_ expression: String) async throws -> String? { try await value(expression, as: String?.self) }
    func number(_ expression: String) async throws -> Double? { try await value(expression, as: Double?.self) }
    func holds(_ expression: String) async throws -> Bool { try await value("!!(\(expression))", as: Bool.self) }

    func screenshot() async throws -> Data? {
        let text = try await device.call(.GET, "/screenshot", Nothing(), in: handle, as: String.self)
        return Data(base64Encoded: text)
    }

    func cookies() async throws -> [Cookie] {
        try await device.call(.GET, "/cookie", Nothing(), in: handle, as: [Cookie].self)
    }

    /// What came to the console of all tabs of this device since the last call.
    func log() async throws -> [ConsoleEntry] {
        try await device.call(.POST, "/se/log", ["type": "browser"], in: handle, as: [ConsoleEntry].self)
    }

    /// A command of the DevTools protocol.
    func browserCommand(_ name: String, _ parameters: some Encodable & Sendable = Nothing()) async throws {
        let body = BrowserCommand(cmd: name, params: parameters)
        _ = try await device.call(.POST, "/goog/cdp/execute", body, in: handle, as: WebDriver.Ignored.self)
    }

    private func find(_ selector: String) async throws -> String {
        let found = try await device.call(
            .POST,
            "/element",
            ["using": "css selector", "value": selector],
            in: handle,
            as: [String: String].self
        )
        return found.values.first ?? ""
    }

    private func post(_ command: String, _ body: some Encodable & Sendable = Nothing()) async throws {
        _ = try await device.call(.POST, command, body, in: handle, as: WebDriver.Ignored.self)
    }
}
