import Nameplate
import Subprocess
import TestDatabase
import Testing

/// Moving house: `nameplate store copy`.
struct StoreCopyTests {
    private func copy(from source: CopyPlace, to target: CopyPlace) async throws -> Program.Run {
        try await Program.run("store", "copy", "--from", source.address, "--to", target.address)
    }

    /// The printed table, without its heading and what follows it.
    private func checksums(in run: Program.Run) -> [String] { Array(run.lines.dropFirst().dropLast()) }

    @Test(arguments: [true, false])
    func `everything goes there and back unchanged, down to every column`(startsInFile: Bool) async throws {
        try await withPlaces { files, databases in
            let places = startsInFile ? [files[0], databases[0], files[1]] : [databases[0], files[0], databases[1]]
            _ = try await places[0].withStore { try await Household(in: $0) }
            let contents = try await places[0].contents()
            #expect(contents.count == 8)
            #expect(contents.allSatisfy { !$0.value.isEmpty }, "\(contents.mapValues(\.count))")
            let there = try await copy(from: places[0], to: places[1])
            #expect(there.status == .exited(0), "\(there.error)")
            #expect(try await places[1].contents() == contents)
            let back = try await copy(from: places[1], to: places[2])
            #expect(back.status == .exited(0), "\(back.error)")
            #expect(try await places[2].contents() == contents)
            #expect(checksums(in: there) == checksums(in: back))
            let tables = checksums(in: there).compactMap { $0.split(separator: " ").first }
            #expect(tables.map(String.init).sorted() == contents.keys.sorted())
            for place in places { #expect(there.output.contains(place.place) || back.output.contains(place.place)) }
            #expect(try await places[0].contents() == contents)
        }
    }

    /// A column that is forgotten would come as NULL where it may be NULL.
    @Test func `what is copied has every column of every table`() async throws {
        try await withPlaces { files, databases in
            let described = Dictionary(
                uniqueKeysWithValues: StoredTable.all.map { ($0.name, Set($0.columns.map(\.name))) }
            )
            for place in [files[0], databases[0]] {
                try await place.withStore { _ in }
                #expect(try await place.columns().mapValues { Set($0.keys) } == described)
            }
        }
    }

    @Test(arguments: [true, false])
    func `nobody is signed out, no ping is lost, and the record goes on`(startsInFile: Bool) async throws {
        try await withPlaces { files, databases in
            let (old, new) = startsInFile ? (files[0], databases[0]) : (databases[0], files[0])
            let household = try await old.withStore { try await Household(in: $0) }
            let owed = try await old.withStore { try await $0.networks(at: .moved).map(\.owed) }
            #expect(try await copy(from: old, to: new).status == .exited(0))
            try await new.withStore { store in
                let cycled = try await store.cycle(Household.cycle(household.fresh))
                #expect(cycled?.signedIn.profile.fields.displayName.text.hasPrefix("Ada “Augusta”") == true)
                #expect(try await store.cycle(Household.cycle(household.waiting))?.secret == household.next)
                #expect(try await store.networks(at: .moved).map(\.owed) == owed)
                let worker = WorkerID("worker-2")
                try await store.renew(worker, until: .moved + .seconds(30), at: .moved + .seconds(20))
                let claims = try await store.claim(100, of: Household.labs, by: worker, at: .moved + .seconds(20))
                #expect(claims.count == owed[0])
                let renamed = try await store.change(try Household.rename("ada", to: "Ada, moved"))
                #expect(renamed.profile.version == 4)
            }
            let record = try #require(try await new.contents()["activity"])
            #expect(record.count == Set(record).count)
        }
    }

    @Test func `killed again and again, it goes on where it was and comes to the same end`() async throws {
        try await withPlaces { files, databases in
            for (source, target) in [(files[0], databases[0]), (databases[0], files[1])] {
                if source.address == files[0].address { try await fill(source) }
                var kills = 0
                while try await isKilled(atStep: 2 + 3 * kills, from: source, to: target), kills < 20 { kills += 1 }
                #expect((3..<20).contains(kills), "\(kills)")
                #expect(try await target.contents() == source.contents())
                let again = try await copy(from: source, to: target)
                #expect(again.complaint.contains("has rows of its own"))
            }
        }
    }

    @Test(arguments: [true, false])
    func `no instance starts on a copy that is not finished`(isFile: Bool) async throws {
        try await withPlaces { files, databases in
            let target = isFile ? files[1] : databases[0]
            try await fill(files[0])
            #expect(try await isKilled(atStep: 3, from: files[0], to: target))
            for run in [try await target.serve(), try await Program.run("migrate", "--database", target.address)] {
                #expect(run.status == .exited(1))
                #expect(run.error.contains("has an unfinished copy of \(files[0].place)"), "\(run.error)")
                #expect(run.error.contains("Run 'nameplate store copy' again"))
            }
        }
    }

    @Test func `what has changed meanwhile is found in the end, and the next copy begins from the start`()
        async throws
    {
        try await withPlaces { files, databases in
            try await fill(files[0])
            #expect(try await isKilled(atStep: 3, from: files[0], to: databases[0]))
            try await files[0].run("UPDATE profile SET bio = 'new' WHERE user_id = 'user-00001'")
            let different = try await copy(from: files[0], to: databases[0])
            #expect(different.status == .exited(1))
            #expect(different.complaint.contains("differ in profile, so the copy is not to be used"))
            #expect(different.lines.filter { $0.contains("DIFFERENT") }.map { $0.prefix(7) } == ["profile"])
            #expect(try await databases[0].columns().keys.contains("copying"))
            let equal = try await copy(from: files[0], to: databases[0])
            #expect(equal.status == .exited(0), "\(equal.error)")
            #expect(try await databases[0].contents() == files[0].contents())
        }
    }

    /// Some thousand readers: more than one page of each table.
    private func fill(_ file: CopyPlace) async throws {
        try await file.withStore { try await $0.setNetworks([(Household.labs, "livefyre")], at: .moved) }
        try await file.run(
            """
            CREATE TABLE number AS
            WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 2500) SELECT n FROM number;
            INSERT INTO profile (user_id, version, display_name, created_at, changed_at, activity_id)
            SELECT printf('user-%05d', n), 2, 'Reader ' || n, n, n, 2 * n FROM number;
            INSERT INTO session (
                id, user_id, secret_hash, signed_in_at, last_seen_at, expires_at, user_agent, address)
            SELECT printf('session-%014d', n), printf('user-%05d', n), randomblob(32), n, n, n, 'Mozilla', '::1' FROM number;
            INSERT INTO delivery (network, user_id, wanted_version, wanted_at, due_at, owed_seq)
            SELECT 'labs.fyre.co', printf('user-%05d', n), 2, n, n, 1 FROM number;
            INSERT INTO activity (id, at, user_id, actor, kind, previous_id)
            SELECT 2 * n - 1, n, printf('user-%05d', n), 'backend', 'created', NULL FROM number
            UNION ALL SELECT 2 * n, n, printf('user-%05d', n), 'reader', 'changed', 2 * n - 1 FROM number;
            DROP TABLE number;
            """
        )
    }

    @Test func `a connection that breaks ends the copy with a word on how to go on`() async throws {
        try await withPlaces { files, databases in
            try await fill(files[0])
            let name = PostgresServer.name(in: databases[0].address)
            let (status, said) = try await Self.run(from: files[0], to: databases[0]) { count in
                guard count == 1 else { return }
                try await PostgresServer.shared.run(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '\(name)'"
                )
            }
            #expect(status == .exited(1))
            let last = try #require(said.last)
            #expect(last.hasPrefix("Error: The copy broke off: \(databases[0].place): "), "\(last)")
            #expect(last.hasSuffix("Run the same command again: it goes on where it was."))
            #expect(try await copy(from: files[0], to: databases[0]).status == .exited(0))
        }
    }

    /// Kills a copy when it has gone on so many times; false if it came to its end before.
    private func isKilled(atStep step: Int, from source: CopyPlace, to target: CopyPlace) async throws -> Bool {
        let run = try await Program.run(
            ["store", "copy", "--from", source.address, "--to", target.address],
            environment: ["CRASH_AT": "\(FailPoint.copyWentOn.rawValue):\(step)"]
        )
        #expect(run.status == .signaled(9) || run.status == .exited(0), "\(run.error)")
        return run.status == .signaled(9)
    }

    /// Runs a copy, with `body` at each line that it writes of its progress.
    private static func run(
        from source: CopyPlace,
        to target: CopyPlace,
        _ body: (_ lines: Int) async throws -> Void
    ) async throws -> (TerminationStatus, said: [String]) {
        let result = try await Subprocess.run(
            .name("nameplate"),
            arguments: ["store", "copy", "--from", source.address, "--to", target.address],
            environment: try Program.variables([:]),
            input: .none,
            output: .discarded,
            error: .sequence
        ) { execution in
            var said: [String] = []
            for try await line in execution.standardError.strings() where !line.hasPrefix("Warning") {
                said.append(line)
                try await body(said.count)
            }
            return said
        }
        return (result.terminationStatus, result.closureResult)
    }
}
