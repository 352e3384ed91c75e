import Glibc
import NIOHTTP1
import TestSupport
import Testing

/// One service and its network, for tests that do something to the ground on which the service stands.
///
/// The network stays; the service is ended and started again as a test likes.
final class Site: Sendable {
    let sandbox: Sandbox
    let log: NetworkLog
    private let environment: [String: String]
    private let programs: [String]
    private let port: Int
    private let origin: String

    private init(_ environment: [String: String], _ programs: [String], _ sandbox: Sandbox) throws {
        self.environment = environment
        self.programs = programs
        self.sandbox = sandbox
        log = NetworkLog(sandbox)
        port = try FreePort.find()
        origin = "http://localhost:\(port)"
    }

    /// Starts the network alone; `programs` stand before each service that ``start(_:)`` starts.
    static func with(
        database: String,
        through programs: [String] = [],
        environment: [String: String] = [:],
        _ body: (Site) async throws -> Void
    ) async throws {
        try await Places.shared.with {
            let sandbox = try await Sandbox.start()
            let fixed = ["NAMEPLATE_DATABASE": database, "NAMEPLATE_NETWORK_URL": sandbox.base]
            let site = try Site(fixed.merging(environment) { $1 }, programs, sandbox)
            let outcome: Result<Void, any Error>
            do {
                outcome = .success(try await body(site))
            } catch {
                outcome = .failure(error)
            }
            try await sandbox.process.remove()
            try outcome.get()
        }
    }

    /// Starts the service, at which the network reads from then on.
    func start(_ more: [String: String] = [:]) async throws -> Instance {
        let instance = try await Instance.start(
            port: port,
            origin: origin,
            through: programs,
            environment: environment.merging(more) { $1 }
        )
        try await sandbox.pull(from: instance)
        return instance
    }

    /// Runs another command with the service's settings, and returns how it ended.
    func run(_ arguments: String..., environment more: [String: String] = [:]) async throws -> Program.Run {
        let all = Program.keys.merging(environment) { $1 }.merging(["NAMEPLATE_PORT": "\(port)"]) { $1 }
        return try await Program.run(arguments, through: programs, environment: all.merging(more) { $1 })
    }

    /// Ends the service, and returns when it is gone.
    func end(_ instance: Instance, by signal: Int32 = SIGTERM) async throws {
        instance.process.signal(signal)
        await instance.process.untilItEnds()
        try await instance.process.remove()
    }

    /// That the network has come to show what the service has of each of these users, and has never gone back.
    func expectAgreement(of users: [String], at instance: Instance) async throws {
        var versions: [String: Int] = [:]
        var names: [String: String] = [:]
        for user in users {
            let answer = try await instance.backend.call(.GET, "/users/\(user)")
            let version: Int = try #require(answer.number("profile.version").map { Int($0) }, "\(answer.text)")
            versions[user] = version
            names[user] = answer.string("profile.display_name")
        }
        try await log.until(shows: versions)
        for user in users {
            #expect(try await sandbox.user(user).string("profile.display_name") == names[user], "\(user)")
            let shown = await log.entries(of: user).filter { $0.step == Sandbox.Entry.updated }.compactMap(\.version)
            #expect(shown == shown.sorted(), "\(user): the network went back")
        }
    }
}

extension Browser {
    func rename(_ name: String) async throws -> Answer {
        try await call(.PATCH, "/profile", #"{"display_name":"\#(name)"}"#)
    }
}
