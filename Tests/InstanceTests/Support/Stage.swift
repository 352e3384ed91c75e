import Glibc
import Livefyre
import Nameplate
import NIOHTTP1
import Synchronization
import TestDatabase
import TestSupport
import Testing

/// Several instances on one database, and the network: what a site runs behind a balancer.
final class Stage: Sendable {
    /// The URL of the database.
    let database: String
    let sandbox: Sandbox
    let log: NetworkLog
    /// Where readers believe to be, whichever instance they are led to.
    let origin: String
    private let started = Mutex<[Instance]>([])
    private let current: Mutex<PostgresServer>

    private init(_ server: PostgresServer, _ database: String, _ sandbox: Sandbox) throws {
        current = Mutex(server)
        self.database = database
        self.sandbox = sandbox
        log = NetworkLog(sandbox)
        origin = "http://localhost:\(try FreePort.find())"
    }

    /// Where the database is now.
    var server: PostgresServer { current.withLock(\.self) }

    func moved(to server: PostgresServer) { current.withLock { $0 = server } }

    var instances: [Instance] { started.withLock(\.self) }

    /// Starts the network, a database and instances, one after another; ends them after `body`.
    ///
    /// The network pulls at the last of the instances.
    static func with(
        _ count: Int = 2,
        on server: PostgresServer? = nil,
        url: (@Sendable (_ database: String) -> String)? = nil,
        settings: [String: String] = [:],
        _ body: @Sendable (Stage) async throws -> Void
    ) async throws {
        try await Places.shared.with {
            let server = if let server { server } else { try await PostgresServer.shared }
            let database = try await server.newDatabase()
            let stage = try Stage(server, database, try await Sandbox.start())
            let outcome: Result<Void, any Error>
            do {
                for _ in 0..<count { try await stage.start(at: url?(database), settings) }
                if let last = stage.instances.last { try await stage.sandbox.pull(from: last) }
                outcome = .success(try await body(stage))
            } catch {
                outcome = .failure(error)
            }
            for instance in stage.instances { try await instance.process.remove() }
            try await stage.sandbox.process.remove()
            if server === (try await PostgresServer.shared) { try await server.dropDatabase(database) }
            try outcome.get()
        }
    }

    /// Starts one more instance.
    @discardableResult
    func start(at url: String? = nil, _ settings: [String: String] = [:]) async throws -> Instance {
        let instance = try await Instance.start(
            port: try FreePort.find(),
            origin: origin,
            environment: [
                "NAMEPLATE_DATABASE": url ?? database, "NAMEPLATE_NETWORK_URL": sandbox.base,
            ].merging(settings) { $1 }
        )
        started.withLock { $0.append(instance) }
        return instance
    }

    /// Stops an instance as an upgrade does, and starts another at its address.
    func replace(_ place: Int) async throws {
        let old = instances[place]
        old.process.signal(SIGTERM)
        await old.process.untilItEnds()
        try await old.process.remove()
        let new = try await Instance.start(
            port: old.port,
            origin: origin,
            environment: ["NAMEPLATE_DATABASE": database, "NAMEPLATE_NETWORK_URL": sandbox.base]
        )
        started.withLock { $0[place] = new }
    }

    /// Creates a user who is signed in at the first instance.
    func signedIn(_ user: String = "ada", name: String = "Ada Lovelace") async throws -> Browser {
        let first = try #require(instances.first)
        let created = try await first.backend.call(
            .PUT,
            "/users/\(user)",
            #"{"display_name":"\#(name)","password":"open-sesame"}"#
        )
        try #require(created.status == 201, "\(created.text)")
        let browser = first.browser()
        let answer = try await browser.signIn(user)
        try #require(answer.status == 200, "\(answer.text)")
        return browser
    }

    /// The network's own token, for its pulls.
    func systemToken() throws -> String {
        let network = try LivefyreNetwork(name: Program.network, key: try NetworkKey(Running.networkKey))
        return network.systemToken(expiresIn: 600, now: time(nil))
    }

    /// Looks into the database, from outside.
    @discardableResult
    func query(_ sql: String) async throws -> [[String]] { try await server.run(sql, in: database) }

    /// Returns when the condition holds; the waiting is the database's own.
    func untilDatabaseSays(_ condition: String) async throws {
        try await server.run(
            """
            SET statement_timeout = '60s';
            DO $$ BEGIN
                WHILE NOT coalesce((\(condition)), false) LOOP PERFORM pg_sleep(0.01); END LOOP;
            END $$;
            """,
            in: database
        )
    }
}
