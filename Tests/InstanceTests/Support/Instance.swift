import NIOHTTP1
import TestDatabase
import TestSupport

/// One `nameplate serve` among several.
struct Instance: Sendable {
    let base: String
    /// The origin of all instances, as readers see it.
    let origin: String
    let process: ProgramProcess

    var backend: Backend { Backend(base: base) }

    /// Starts one, and returns when it takes requests.
    static func start(port: Int, origin: String, environment: [String: String]) async throws -> Instance {
        let process = try await ProgramProcess(
            ["serve"],
            environment: Program.keys.merging([
                "NAMEPLATE_PORT": "\(port)", "NAMEPLATE_PUBLIC_URL": origin, "NAMEPLATE_PING_WAIT": "0",
            ]) { $1 }.merging(environment) { $1 }
        )
        _ = try await process.untilItSays("Server started")
        return Instance(base: "http://127.0.0.1:\(port)", origin: origin, process: process)
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
}
