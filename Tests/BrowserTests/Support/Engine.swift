import Foundation
import NIOHTTP1
import TestSupport
import Testing

/// A browser that can be driven.
enum Engine: String, CaseIterable, CustomTestStringConvertible {
    case chromium = "Chromium"
    case webKit = "WebKit"

    var testDescription: String { rawValue }

    /// Starts a driver, and in it a browser with a profile of its own.
    ///
    /// Chromium's driver takes many sessions and WebKit's takes one.
    func newDevice(in kept: inout DriverProcess?) async throws -> Device {
        let process: DriverProcess
        if let kept, self == .chromium {
            process = kept
        } else {
            process = try await start()
        }
        kept = process
        let driver = WebDriver(base: "http://127.0.0.1:\(process.port)")
        try await driver.untilListening()
        let session =
            switch self {
            case .chromium: try await driver.call(.POST, "/session", ChromiumSession(), as: SessionAnswer.self)
            case .webKit: try await driver.call(.POST, "/session", WebKitSession(), as: SessionAnswer.self)
            }
        return Device(driver: driver, session: session.sessionId, engine: self, process: process)
    }

    private func start() async throws -> DriverProcess {
        for program in programs where !Self.isInstalled(program) { throw Absent(program: program, engine: self) }
        return try await DriverProcess(
            command: try command(),
            announcement: "started successfully on port "
        )
    }

    private func command() throws -> String {
        switch self {
        case .chromium: return "chromedriver --port=0"
        case .webKit:
            // This driver says nothing, so its port is announced for it.
            let port = try FreePort.find()
            return """
                (echo "started successfully on port \(port)" && WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS=1 LIBGL_ALWAYS_SOFTWARE=1 \
                XDG_RUNTIME_DIR=$TMPDIR xvfb-run -a WebKitWebDriver --host=127.0.0.1 --port=\(port))
                """
        }
    }

    private var programs: [String] {
        switch self {
        case .chromium: ["chromium", "chromedriver"]
        case .webKit: ["WebKitWebDriver", "xvfb-run"]
        }
    }

    fileprivate var packages: String {
        switch self {
        case .chromium: "chromium chromium-driver"
        case .webKit: "webkit2gtk-driver xvfb"
        }
    }

    private static func isInstalled(_ program: String) -> Bool {
        let folders = ProcessInfo.processInfo.environment["PATH", default: "/usr/bin"].split(separator: ":")
        return folders.contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(program)") }
    }

    struct Absent: Error, CustomStringConvertible {
        let program: String
        let engine: Engine

        var description: String {
            "'\(program)' is not installed, and the browser tests need it: apt-get install -y \(engine.packages)"
        }
    }
}

private struct ChromiumSession: Encodable, Sendable {
    let capabilities = ["alwaysMatch": Match()]

    struct Match: Encodable, Sendable {
        let options = Options()
        let logs = ["browser": "ALL"]
        let timeouts = ["script": 60_000, "pageLoad": 30_000]

        enum CodingKeys: String, CodingKey {
            case options = "goog:chromeOptions"
            case logs = "goog:loggingPrefs"
            case timeouts
        }
    }

    struct Options: Encodable, Sendable {
        let args = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
    }
}

private struct WebKitSession: Encodable, Sendable {
    let capabilities = ["alwaysMatch": ["timeouts": ["script": 60_000, "pageLoad": 30_000]]]
}

private struct SessionAnswer: Decodable, Sendable {
    let sessionId: String
}
