import NIOHTTP1
import TestDatabase
import TestSupport
import Testing

/// Debian's pooler between the instances and the server.
@Suite(.timeLimit(.minutes(10))) struct PoolerTests {
    @Test func `a pooler in session mode is as good as the server itself`() async throws {
        let server = try await PostgresServer.shared
        let pooler = try await PgBouncer(.session, before: server, settings: ["default_pool_size": "50"])
        try await Stage.with(2, url: { pooler.url(of: $0) }) { stage in
            let (a, b) = (stage.instances[0], stage.instances[1])
            let reader = try await stage.signedIn()
            let stream = try await EventStream.open(reader.at(a))
            #expect(try await reader.at(b).call(.PATCH, "/profile", #"{"display_name":"Ada L."}"#).status == 200)
            #expect(try await stream.until(version: 2))
            #expect(try await reader.at(b).call(.POST, "/auth/logout").status == 204)
            #expect(try await reader.at(a).timeUntilRefused() < .seconds(1))
        }
        try await pooler.remove()
    }

    @Test(arguments: [PgBouncer.Mode.transaction, .statement])
    func `a pooler that gives each transaction another session is refused`(mode: PgBouncer.Mode) async throws {
        let server = try await PostgresServer.shared
        let database = try await server.newDatabase()
        let pooler = try await PgBouncer(mode, before: server)
        try await expectRefusal(of: pooler.url(of: database), saying: "behind a pooler", on: server)
        #expect(try await server.run("SELECT to_regnamespace('nameplate')", in: database) == [[""]])
        try await pooler.remove()
        try await server.dropDatabase(database)
    }
}
