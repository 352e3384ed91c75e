import Glibc
import NIOHTTP1
import TestDatabase
import TestSupport
import Testing

/// What readers see, and what is left, when the database goes away under load.
@Suite(.timeLimit(.minutes(10))) struct FailureTests {
    @Test func `a primary that is killed loses nothing, and its standby is found without a restart`() async throws {
        let primary = try await PostgresServer.start()
        let standby = try await PostgresServer.makeStandby(of: primary)
        let both: @Sendable (String) -> String = { url in
            url.replacing(":\(primary.port)/", with: ":\(primary.port),127.0.0.1:\(standby.port)/")
        }
        try await Stage.with(2, on: primary, url: both) { stage in
            let (a, b) = (stage.instances[0], stage.instances[1])
            let ada = try await stage.signedIn()
            let stream = try await EventStream.open(ada.at(a))
            let readers = try await load(on: stage) { readers in
                try await primary.kill()
                let killed = ContinuousClock.now
                await readers.until { $0.others[Readers.Answers.later] ?? 0 > 20 }
                try await standby.promote()
                stage.moved(to: standby)
                let before = readers.answered.renamed.count
                await readers.until { $0.renamed.count > before }
                print("Renames were taken again \(killed.duration(to: .now)) after the kill.")
            }
            try await expectNothingLost(of: readers, on: stage)

            #expect(try await ada.at(b).call(.PATCH, "/profile", #"{"display_name":"Ada L."}"#).status == 200)
            #expect(try await stream.until(version: 2))
            #expect(try await ada.at(b).call(.POST, "/auth/logout").status == 204)
            #expect(try await ada.at(a).timeUntilRefused() < .seconds(1))
            #expect(try await stream.last()?.data == #"{"reason":"here"}"#)
        }
        try await primary.remove()
        try await standby.remove()
    }

    @Test func `a database that stands still for some seconds loses nothing`() async throws {
        let server = try await PostgresServer.start()
        try await Stage.with(2, on: server) { stage in
            let readers = try await load(on: stage) { readers in
                try await server.freeze()
                let frozen = ContinuousClock.now
                await readers.until { $0.others[Readers.Answers.later] ?? 0 >= 16 }
                print("All were told to come again \(frozen.duration(to: .now)) after the database froze.")
                try await server.thaw()
                let before = readers.answered.renamed.count
                let thawed = ContinuousClock.now
                await readers.until { $0.renamed.count > before }
                print("Renames were taken again \(thawed.duration(to: .now)) after it thawed.")
            }
            try await expectNothingLost(of: readers, on: stage)
        }
        try await server.remove()
    }

    @Test func `connections that are cut again and again lose nothing`() async throws {
        try await Stage.with { stage in
            let reader = try await stage.signedIn()
            let stream = try await EventStream.open(reader.at(stage.instances[0]))
            let readers = try await load(on: stage) { readers in
                for _ in 0..<15 {
                    try await stage.query(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                            + "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                    )
                    let before = readers.answered.renamed.count
                    await readers.until { $0.renamed.count >= before + 20 }
                }
            }
            try await expectNothingLost(of: readers, on: stage)
            let patch = #"{"display_name":"Ada L."}"#
            #expect(try await reader.at(stage.instances[1]).call(.PATCH, "/profile", patch).status == 200)
            #expect(try await stream.until(version: 2))
        }
    }

    @Test func `a server with ten places serves two instances that would like twice as many`() async throws {
        // Three more are kept for the superuser.
        let server = try await PostgresServer.start { $0.settings["max_connections"] = "13" }
        try await Stage.with(2, on: server, settings: ["NAMEPLATE_DATABASE_CONNECTIONS": "10"]) { stage in
            let ada = try await stage.signedIn()
            let stream = try await EventStream.open(ada)
            let readers = try await load(on: stage) { readers in
                let before = readers.answered.renamed.count
                await readers.until { $0.renamed.count >= before + 200 }
            }
            try await expectNothingLost(of: readers, on: stage)
            let patch = #"{"display_name":"Ada L."}"#
            #expect(try await ada.at(stage.instances[1]).call(.PATCH, "/profile", patch).status == 200)
            #expect(try await stream.until(version: 2))
        }
        try await server.remove()
    }

    /// Renames all the time while something happens, and some time before and after.
    private func load(
        on stage: Stage,
        _ happening: @escaping @Sendable (Readers) async throws -> Void
    ) async throws -> Readers {
        try await stage.log.follow {
            let readers = try await Readers.signedIn(40, on: stage)
            async let renaming: Void = readers.rename(by: 16, at: stage.instances)
            await readers.until { $0.renamed.count >= 200 }
            try await happening(readers)
            readers.stop(after: 200)
            try await renaming
            let answered = readers.answered
            print("\(answered.renamed.count) renames were answered with 200, others: \(answered.others)")
            #expect(answered.wrong.isEmpty)
            return readers
        }
    }
}
