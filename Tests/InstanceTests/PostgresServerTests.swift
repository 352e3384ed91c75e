import Foundation
import Glibc
import Subprocess
import TestDatabase
import Testing

/// What the other tests rely on when they use a server.
@Suite struct PostgresServerTests {
    @Test(.timeLimit(.minutes(1)))
    func `a server, its pooler and their folders go with a process that is killed`() async throws {
        let result = try await #require(
            processExitsWith: .signal(SIGKILL),
            observing: [\.standardOutputContent]
        ) {
            let server = try await PostgresServer.shared
            let pooler = try await PgBouncer(.transaction, before: server)
            try await server.freeze()
            FileHandle.standardOutput.write(Data("folder=\(server.socketFolder)\nfolder=\(pooler.socketFolder)\n".utf8))
            kill(getpid(), SIGKILL)
        }
        let output = String(decoding: result.standardOutputContent, as: UTF8.self)
        let folders = output.matches(of: /folder=(\S+)/).map { String($0.1) }
        try #require(folders.count == 2)
        for folder in folders { try await expectToGo(folder) }
    }

    /// The supervisor is another process, which a shell waits for.
    private func expectToGo(_ folder: String) async throws {
        let script = #"while [ -e "$1" ]; do sleep 0.02; done; ! readlink /proc/[0-9]*/cwd | grep -F "$1""#
        let left = try await Subprocess.run(
            .name("sh"),
            arguments: ["-c", script, "sh", folder],
            output: .string(limit: 1 << 16)
        )
        #expect(left.standardOutput == "")
    }

    @Test func `a database is empty, and its owner is no superuser`() async throws {
        let server = try await PostgresServer.shared
        let url = try await server.newDatabase()
        let other = try await server.newDatabase()
        try await server.run(
            "CREATE TABLE mine (word text); INSERT INTO mine VALUES ('a|b'), (E'two\\nlines')",
            at: url
        )
        #expect(try await server.run("SELECT word, NULL FROM mine", in: url) == [["a|b", ""], ["two\nlines", ""]])
        #expect(try await server.run("SELECT to_regclass('mine') IS NULL", in: other) == [["t"]])
        let owner = try await server.run("SELECT rolname, rolsuper FROM pg_roles WHERE rolname = current_user", at: url)
        #expect(owner == [["nameplate", "f"]])
        try await server.dropDatabase(url)
        try await server.dropDatabase(other)
        await #expect(throws: CommandFailure.self) { try await server.run("SELECT 1", at: url) }
    }

    @Test func `a text sorts by the dictionary unless a statement asks otherwise`() async throws {
        let server = try await PostgresServer.shared
        let url = try await server.newDatabase()
        #expect(try await server.run("SELECT 'a' < 'B', 'a' < 'B' COLLATE \"C\"", at: url) == [["t", "f"]])
        try await server.dropDatabase(url)
    }

    @Test func `a wrong password is refused, unless everybody is trusted`() async throws {
        let wrong = { (server: PostgresServer) in
            server.url(of: "template1").replacing(/:[^:@]*@/, with: ":wrong@")
        }
        let strict = try await PostgresServer.shared
        await #expect(throws: CommandFailure.self) { try await strict.run("SELECT 1", at: wrong(strict)) }
        let lax = try await PostgresServer.start { $0.authentication = .trust }
        #expect(try await lax.run("SELECT 1", at: wrong(lax)) == [["1"]])
        try await lax.remove()
    }

    @Test func `a killed server comes back on its port with what was committed`() async throws {
        let server = try await PostgresServer.start()
        let url = try await server.newDatabase()
        try await server.run("CREATE TABLE kept (id int); INSERT INTO kept VALUES (1)", at: url)
        try await server.kill()
        #expect(try await !server.isAccepting)
        try await server.start()
        #expect(try await server.run("SELECT id FROM kept", at: url) == [["1"]])
        try await server.stop(.immediate)
        #expect(try await !server.isAccepting)
        try await server.remove()
        #expect(!FileManager.default.fileExists(atPath: server.socketFolder))
    }

    @Test func `a frozen server answers nobody until it thaws`() async throws {
        let server = try await PostgresServer.start()
        try await server.freeze()
        #expect(try await !server.isAccepting)
        try await server.thaw()
        #expect(try await server.isAccepting)
        try await server.remove()
    }

    @Test func `a promoted standby has what its killed primary committed`() async throws {
        let primary = try await PostgresServer.start { $0.settings["fsync"] = "on" }
        let url = try await primary.newDatabase()
        let standby = try await PostgresServer.makeStandby(of: primary)
        try await primary.run("CREATE TABLE kept (id int); INSERT INTO kept VALUES (1)", at: url)
        try await primary.kill()
        let there = standby.url(of: PostgresServer.name(in: url))
        await #expect(throws: CommandFailure.self) { try await standby.run("INSERT INTO kept VALUES (2)", at: there) }
        try await standby.promote()
        try await standby.run("INSERT INTO kept VALUES (2)", at: there)
        #expect(try await standby.run("SELECT id FROM kept; SHOW fsync", at: there) == [["1"], ["2"], ["on"]])
        try await primary.remove()
        try await standby.remove()
    }

    @Test func `a commit waits for a synchronous standby that is frozen`() async throws {
        let primary = try await PostgresServer.start()
        let url = try await primary.newDatabase()
        let standby = try await PostgresServer.makeStandby(of: primary)
        try await standby.freeze()
        let writing = Task { try await primary.run("CREATE TABLE waited (id int)", at: url) }
        try await primary.run(
            """
            SET statement_timeout = '60s';
            DO $$ BEGIN
                WHILE NOT EXISTS (SELECT FROM pg_stat_activity WHERE wait_event = 'SyncRep') LOOP
                    PERFORM pg_sleep(0.01);
                    PERFORM pg_stat_clear_snapshot();
                END LOOP;
            END $$;
            """
        )
        try await standby.thaw()
        _ = try await writing.value
        try await primary.remove()
        try await standby.remove()
    }

    @Test func `a certificate is for localhost alone`() async throws {
        let server = try await PostgresServer.start {
            $0.tls = true
            $0.hba = ["hostnossl all all 127.0.0.1/32 reject"]
        }
        let verified = "?sslmode=verify-full&sslrootcert=\(server.certificateAuthority)"
        let look = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"
        let named = server.url(of: "template1", host: "localhost")
        #expect(try await server.run(look, at: named + verified) == [["t"]])
        let numbered = server.url(of: "template1")
        await #expect(throws: CommandFailure.self) { try await server.run(look, at: numbered + verified) }
        await #expect(throws: CommandFailure.self) { try await server.run(look, at: numbered + "?sslmode=disable") }
        try await server.remove()
    }

    @Test func `a pooler leads to the same database`() async throws {
        let server = try await PostgresServer.shared
        let url = try await server.newDatabase()
        let pooler = try await PgBouncer(.transaction, before: server, settings: ["default_pool_size": "1"])
        try await server.run("CREATE TABLE pooled (id int)", at: pooler.url(of: url))
        #expect(try await server.run("SELECT to_regclass('pooled')", in: url) == [["pooled"]])
        try await pooler.remove()
        await #expect(throws: CommandFailure.self) { try await server.run("SELECT 1", at: pooler.url(of: url)) }
        try await server.dropDatabase(url)
    }

    @Test func `a setting holds as soon as it is set`() async throws {
        let server = try await PostgresServer.start { $0.settings["work_mem"] = "5MB" }
        #expect(try await server.run("SHOW work_mem") == [["5MB"]])
        try await server.set(["work_mem": "6MB"])
        #expect(try await server.run("SHOW work_mem") == [["6MB"]])
        try await server.remove()
    }
}
