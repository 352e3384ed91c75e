import Foundation
import NIOHTTP1
import Synchronization

/// The run's Chromium: one driver, and devices that tests borrow and give back.
actor Chromium {
    static let shared = Chromium()

    private var starting: Task<WebDriver, any Error>?
    private var idle: [Device] = []

    /// Lends `count` devices to `work`, cleared of what the last test left.
    static func with<Value: Sendable>(
        devices count: Int,
        _ work: ([Device]) async throws -> Value
    ) async throws -> Value {
        let devices = try await shared.borrow(count)
        do {
            let value = try await work(devices)
            try await shared.giveBack(devices)
            return value
        } catch {
            try await shared.giveBack(devices)
            throw error
        }
    }

    private func borrow(_ count: Int) async throws -> [Device] {
        let kept = Array(idle.prefix(count))
        idle.removeFirst(kept.count)
        var devices = kept
        while devices.count < count { devices.append(try await newDevice()) }
        return devices
    }

    private func giveBack(_ devices: [Device]) async throws {
        for device in devices {
            try await device.clear()
            idle.append(device)
        }
    }

    private func newDevice() async throws -> Device {
        let driver = try await driver()
        let session = try await driver.call(.POST, "/session", NewSession(), as: NewSession.Answer.self)
        return Device(driver: driver, session: session.sessionId)
    }

    private func driver() async throws -> WebDriver {
        let starting = self.starting ?? Task { try await Self.start() }
        self.starting = starting
        return try await starting.value
    }

    private static func start() async throws -> WebDriver {
        for program in ["chromium", "chromedriver"] where !isInstalled(program) {
            throw Absent(program: program)
        }
        let process = try await DriverProcess(
            command: "chromedriver --port=0",
            announcement: "started successfully on port ",
            endingAlso: "chrom.*"
        )
        running.withLock { $0 = process }
        return WebDriver(base: "http://127.0.0.1:\(process.port)")
    }

    /// Held until the run ends, since the process ends with it.
    private static let running = Mutex<DriverProcess?>(nil)

    private static func isInstalled(_ program: String) -> Bool {
        let folders = ProcessInfo.processInfo.environment["PATH", default: "/usr/bin"].split(separator: ":")
        return folders.contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(program)") }
    }

    struct Absent: Error, CustomStringConvertible {
        let program: String

        var description: String {
            "'\(program)' is not installed, and the browser tests need it: apt-get install -y chromium chromium-driver"
        }
    }
}

/// What a new Chromium is asked to be.
private struct NewSession: Encodable, Sendable {
    let capabilities = Capabilities()

    struct Capabilities: Encodable, Sendable {
        let alwaysMatch = Match()
    }

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

    struct Answer: Decodable, Sendable {
        let sessionId: String
    }
}
