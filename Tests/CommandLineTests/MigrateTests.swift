import Nameplate
import Subprocess
import TestDatabase
import Testing

/// The command `nameplate migrate`.
struct MigrateTests {
    private func migrate(_ place: CopyPlace) async throws -> Program.Run {
        try await Program.run("migrate", "--database", place.address)
    }

    @Test func `tables are made once, and then there is nothing to do`() async throws {
        try await withPlaces { files, databases in
            for place in [files[0], databases[0]] {
                let first = try await migrate(place)
                #expect(first.status == .exited(0))
                #expect(first.lines == ["The schema of \(place.place) is at 2: took steps 1, 2."], "\(first.error)")
                let second = try await migrate(place)
                #expect(second.status == .exited(0))
                #expect(second.lines == ["The schema of \(place.place) is at 2: nothing to do."])
                try await place.withStore { try await $0.check() }
            }
        }
    }

    @Test func `what the version before has made is brought up to date, and that version can write it still`()
        async throws
    {
        try await withPlaces { files, databases in
            for (place, sequence) in [(files[0], ""), (databases[0], "DROP SEQUENCE exchange_id")] {
                _ = try await migrate(place)
                try await place.run(Self.withoutStep2 + sequence)
                try await place.run(Self.rows(for: "ada"))
                let run = try await migrate(place)
                #expect(run.lines == ["The schema of \(place.place) is at 2: took step 2."], "\(run.error)")
                try await place.run(Self.rows(for: "grace"))
                try await place.withStore { store in
                    let rows = try await store.deliveries(DeliveryQuery(limit: 9), at: .moved)
                    #expect(rows.map(\.user.text) == ["ada", "grace"])
                    #expect(rows.allSatisfy { $0.state == .confirmed && $0.repairs == 0 && $0.loopAt == nil })
                    let network = try #require(try await store.networks(at: .moved).first)
                    #expect(network.pause == nil && network.reconciledAt == nil && network.drifted == 0)
                    let all = Reconciliation(.everything, of: Household.labs, limit: 9)
                    #expect(try await store.reconcile(all, at: .moved).owed == 0)
                }
            }
        }
    }

    private static let withoutStep2 = """
        DROP INDEX delivery_loop;
        DROP INDEX delivery_drifted;
        DROP TABLE exchange;
        \(["repairs", "older_pulled_at", "loop_at", "drifted_at"].map { "ALTER TABLE delivery DROP COLUMN \($0);" }
            .joined())
        ALTER TABLE network DROP COLUMN paused_until;
        ALTER TABLE network DROP COLUMN reconciled_at;
        DELETE FROM migration WHERE number = 2;
        """

    /// As the version before writes them.
    private static func rows(for user: String) -> String {
        """
        INSERT INTO network (name, kind, added_at) VALUES ('labs.fyre.co', 'livefyre', 1) ON CONFLICT DO NOTHING;
        INSERT INTO profile (user_id, version, display_name, created_at, changed_at)
        VALUES ('\(user)', 2, 'X', 1, 1);
        INSERT INTO delivery (
            network, user_id, wanted_version, wanted_at, claimed_version, acknowledged_version, acknowledged_at,
            pulled_version, pulled_at, attempts, owed_seq)
        VALUES ('labs.fyre.co', '\(user)', 2, 1, 2, 2, 1, 2, 1, 1, 1);
        """
    }

    @Test func `a file that a service has open is refused, and a database is brought up to date under instances`()
        async throws
    {
        try await withPlaces { files, databases in
            try await files[0].withStore { _ in
                let run = try await migrate(files[0])
                #expect(run.status == .exited(1))
                #expect(run.complaint.contains("in use by another process"))
            }
            try await databases[0].withStore { _ in
                let run = try await migrate(databases[0])
                #expect(run.output.contains("nothing to do"))
            }
        }
    }

    @Test func `of ten at once on an empty database one does it, and the others wait for that`() async throws {
        try await withPlaces { _, databases in
            let runs = try await withThrowingTaskGroup { group in
                for _ in 0..<10 { group.addTask { try await migrate(databases[0]) } }
                return try await group.reduce(into: [Program.Run]()) { $0.append($1) }
            }
            #expect(runs.allSatisfy { $0.status == .exited(0) }, "\(runs.map(\.error))")
            #expect(runs.filter { $0.output.contains("took steps 1, 2") }.count == 1)
            #expect(runs.filter { $0.output.contains("nothing to do") }.count == 9)
        }
    }

    @Test func `a newer schema is refused by both numbers, and so is what isn't ours`() async throws {
        try await withPlaces { files, databases in
            for place in [files[0], databases[0]] {
                _ = try await migrate(place)
                try await place.run("INSERT INTO migration (number, applied_at) VALUES (99, 0)")
                let run = try await migrate(place)
                #expect(run.status == .exited(1))
                #expect(run.complaint.contains("has schema 99, which is newer than this program's, 2"), "\(run.error)")
                #expect(run.output.isEmpty)
            }
            try await databases[1].run("CREATE SCHEMA nameplate CREATE TABLE profile (id int)")
            try await files[1].run("CREATE TABLE profile (id INTEGER)")
            for place in [files[1], databases[1]] {
                let run = try await migrate(place)
                #expect(run.status == .exited(1))
                #expect(run.complaint.contains("belongs to another program"))
            }
        }
    }

    @Test func `the database is named by option, variable or file, and no other setting is needed`() async throws {
        try await withPlaces { files, databases in
            try await withFolder { folder in
                let json = try folder.write(#"{"database": "\#(files[0].address)"}"#, to: "site.json", mode: 0o600)
                let ofFile = try await Program.run("migrate", "--config", json)
                let said = "The schema of \(files[0].place) is at 2: took steps 1, 2."
                #expect(ofFile.lines == [said], "\(ofFile.error)")
                let variable = ["NAMEPLATE_DATABASE": files[1].address]
                let ofVariable = try await Program.run("migrate", "--config", json, environment: variable)
                #expect(ofVariable.lines == ["The schema of \(files[1].place) is at 2: took steps 1, 2."])
                let ofOption = try await Program.run(
                    ["migrate", "--config", json, "--database", databases[0].address],
                    environment: variable
                )
                #expect(ofOption.lines == ["The schema of \(databases[0].place) is at 2: took steps 1, 2."])
            }
        }
    }

    @Test func `wrong addresses and settings are said as everywhere, without the password`() async throws {
        let wrong = try await Program.run("migrate", "--database", "mysql://x", environment: ["NAMEPLATE_PROT": "1"])
        #expect(wrong.status == .exited(1))
        #expect(wrong.error.contains("2 settings are wrong"))
        #expect(wrong.error.contains("--database: It must be sqlite:PATH or postgres://USER@HOST/DATABASE."))
        #expect(wrong.error.contains("Did you mean NAMEPLATE_PORT?"))
        let folder = try await Program.run("migrate", "--database", "sqlite:/no/such/folder/x.db")
        #expect(folder.status == .exited(1))
        #expect(folder.error.contains("its folder doesn't exist"))
        let server = try await PostgresServer.shared
        let missing = try await Program.run("migrate", "--database", server.url(of: "nowhere"))
        #expect(missing.status == .exited(1))
        #expect(missing.complaint.contains(#"database "nowhere" does not exist"#))
        #expect(missing.error.contains("Warning: The database's password stands in the command line"))
        #expect(!missing.error.contains("nameplate:"))
    }
}
