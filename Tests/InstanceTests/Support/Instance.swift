import NIOHTTP1
import TestDatabase
import Testing
import TestSupport

/// One `nameplate serve` among several.
struct Instance: Sendable {
    let port: Int
    /// The origin of all instances, as readers see it.
    let origin: String
    let process: ProgramProcess

    var base: String { "http://127.0.0.1:\(port)" }
    var backend: Backend { Backend(base: base) }

    /// Starts one, and returns when it takes requests.
    static func start(
        port: Int,
        origin: String,
        through programs: [String] = [],
        environment: [String: String]
    ) async throws -> Instance {
        let process = try await ProgramProcess(
            ["serve"],
            through: programs,
            environment: Program.keys.merging([
                "NAMEPLATE_PORT": "\(port)", "NAMEPLATE_PUBLIC_URL": origin, "NAMEPLATE_PING_WAIT": "0",
            ]) { $1 }.merging(environment) { $1 }
        )
        _ = try await process.untilItSays("Server started")
        return Instance(port: port, origin: origin, process: process)
    }

    func call(_ method: HTTPMethod, _ path: String) async throws -> Answer {
        try await Caller(base: base).call(method, path)
    }

    /// How many of its pings have come to an end.
    func pingsSent() async throws -> Int {
        try await call(.GET, "/metrics").text.matches(of: /nameplate_pings_total\{.*\} (\d+)/)
            .reduce(0) { $0 + (Int($1.1) ?? 0) }
    }

    func browser() -> Browser { Browser(base, origin: origin) }

    /// Creates a reader and signs them in by hand-off, which needs no password.
    func signedIn(_ user: String, name: String) async throws -> Browser {
        let code = try await backend.call(.POST, "/users/\(user)/handoff", #"{"display_name":"\#(name)"}"#)
        try #require(code.status == 201, "\(code.text)")
        let browser = browser()
        let answer = try await browser.call(.POST, "/auth/handoff", #"{"code":"\#(code.string("code") ?? "")"}"#)
        try #require(answer.status == 200, "\(answer.text)")
        return browser
    }
}
