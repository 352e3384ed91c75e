import NIOHTTP1
import Subprocess
import TestDatabase
import TestSupport
import Testing

/// Databases with which an instance doesn't start, and what it says.
@Suite(.timeLimit(.minutes(10))) struct StartTests {
    @Test func `a server that isn't there is waited for, and then named`() async throws {
        let server = try await PostgresServer.start()
        try await server.stop()
        let clock = ContinuousClock.now
        let error = try await expectRefusal(of: server.url(of: "nameplate"), saying: "can't be reached", on: server)
        #expect(clock.duration(to: .now) > .seconds(9))
        #expect(error.contains("postgres://127.0.0.1:\(server.port)/nameplate"))
        try await server.remove()
    }

    @Test func `a server that comes while it is waited for is enough`() async throws {
        let server = try await PostgresServer.start()
        let database = try await server.newDatabase()
        try await server.stop()
        let process = try await ProgramProcess(
            ["serve", "--port", "0"],
            environment: Program.keys.merging(["NAMEPLATE_DATABASE": database]) { $1 }
        )
        _ = try await process.untilItSays("can't be reached")
        try await server.start()
        _ = try await process.untilItSays("Server started")
        try await process.remove()
        try await server.remove()
    }

    @Test func `a wrong password is said, and not shown`() async throws {
        let server = try await PostgresServer.shared
        let wrong = server.url(of: "template1").replacing(/:[^:@]*@/, with: ":not-the-password@")
        let error = try await expectRefusal(of: wrong, saying: "password authentication failed", on: server)
        #expect(!error.contains("not-the-password"))
    }

    @Test func `a database that isn't there is named`() async throws {
        let server = try await PostgresServer.shared
        let url = server.url(of: "nowhere")
        try await expectRefusal(of: url, saying: #"database "nowhere" does not exist"#, on: server)
    }

    @Test func `a standby alone is refused as read-only`() async throws {
        let primary = try await PostgresServer.start()
        let database = PostgresServer.name(in: try await primary.newDatabase())
        let standby = try await PostgresServer.makeStandby(of: primary)
        try await expectRefusal(of: standby.url(of: database), saying: "is read-only", on: standby)
        try await primary.remove()
        try await standby.remove()
    }

    @Test func `a server without a certificate is refused where one must be verified`() async throws {
        let server = try await PostgresServer.start { $0.tls = true }
        let database = try await server.newDatabase()
        let url = database + "?sslmode=verify-full&sslrootcert=\(server.certificateAuthority)"
        // The certificate is for localhost, and not for 127.0.0.1.
        try await expectRefusal(of: url, saying: "does not match host name", on: server)
        let named = url.replacing("@127.0.0.1:", with: "@localhost:")
        let process = try await ProgramProcess(
            ["serve", "--port", "0"],
            environment: Program.keys.merging(["NAMEPLATE_DATABASE": named]) { $1 }
        )
        _ = try await process.untilItSays("Server started")
        let encrypted = try await server.run(
            "SELECT bool_and(ssl) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE usename = 'nameplate'"
        )
        #expect(encrypted == [["t"]])
        try await process.remove()
        try await server.remove()
    }

    @Test func `a schema of the next version is refused, and its instances run on`() async throws {
        try await Stage.with { stage in
            let reader = try await stage.signedIn()
            let stream = try await EventStream.open(reader)
            // What a later version does when its first instance starts.
            try await stage.query(
                """
                BEGIN;
                ALTER TABLE nameplate.profile ADD COLUMN pronouns text;
                ALTER TABLE nameplate.delivery ADD COLUMN priority bigint;
                CREATE TABLE nameplate.badge (user_id text PRIMARY KEY REFERENCES nameplate.profile (user_id));
                INSERT INTO nameplate.migration (number, applied_at) VALUES (3, 0);
                COMMIT;
                """
            )
            for (index, instance) in stage.instances.enumerated() {
                #expect(try await instance.call(.GET, "/ready").status == 200)
                let patch = #"{"display_name":"Ada \#(index)"}"#
                #expect(try await reader.at(instance).call(.PATCH, "/profile", patch).status == 200)
                #expect(try await stream.until(version: index + 2))
            }
            let created = try await stage.instances[1].backend.call(.PUT, "/users/new", #"{"display_name":"New"}"#)
            #expect(created.status == 201)
            let shown = try await stage.log.first { $0.step == Sandbox.Entry.updated && $0.version == 3 }
            #expect(shown.name == "Ada 1")
            try await expectRefusal(of: stage.database, saying: "newer than this program's", on: stage.server)
        }
    }
}

/// That no instance starts on it, and that the last line says why, without the password.
@discardableResult
func expectRefusal(of url: String, saying words: String, on server: PostgresServer) async throws -> String {
    let environment = Program.keys.merging(["NAMEPLATE_DATABASE": url, "NAMEPLATE_PORT": "0"]) { $1 }
    let run = try await Program.run(["serve"], environment: environment)
    #expect(run.status == .exited(1))
    let lines = run.error.split(separator: "\n")
    let last = try #require(lines.last)
    print(last)
    #expect(last.contains(words), "\(run.error)")
    #expect(last.hasPrefix("Error: "))
    let password = try #require(server.url(of: "").firstMatch(of: /:([^:@\/]+)@/)).1
    for secret in [String(password), Running.networkKey, Backend.key] { #expect(!run.error.contains(secret)) }
    return run.error
}
