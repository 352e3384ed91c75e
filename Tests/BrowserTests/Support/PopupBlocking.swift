import NIOHTTP1

/// A Chromium as readers have it, which opens windows in a click alone: its driver switches that off for all others.
enum PopupBlocking {
    static func with(_ work: (Device) async throws -> Void) async throws {
        let process = try await DriverProcess(
            command: "chromedriver --port=0",
            announcement: "started successfully on port "
        )
        let driver = WebDriver(base: "http://127.0.0.1:\(process.port)")
        let session = try await driver.call(.POST, "/session", NewSession(), as: NewSession.Answer.self)
        try await work(Device(driver: driver, session: session.sessionId, process: process))
    }
}

private struct NewSession: Encodable, Sendable {
    let capabilities = ["alwaysMatch": ["goog:chromeOptions": Options()]]

    struct Options: Encodable, Sendable {
        let args = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
        let excludeSwitches = ["disable-popup-blocking"]
    }

    struct Answer: Decodable, Sendable {
        let sessionId: String
    }
}
