import FoundationEssentials
import Nameplate
import PostgresStore
import SQLiteStore
import Subprocess
import TestDatabase
import Testing

/// When `nameplate store copy` does nothing, and leaves everything as it was.
struct StoreCopyRefusalTests {
    private func refusal(from source: String, to target: String) async throws -> String {
        let run = try await Program.run("store", "copy", "--from", source, "--to", target)
        #expect(run.status == .exited(1))
        #expect(run.output.isEmpty)
        return run.complaint
    }

    private func refusal(from source: CopyPlace, to target: CopyPlace) async throws -> String {
        try await refusal(from: source.address, to: target.address)
    }

    private func fill(_ place: CopyPlace) async throws {
        try await place.withStore { store in
            _ = try await Household(in: store)
        }
    }

    @Test func `a target with rows of its own is refused and stays as it was`() async throws {
        try await withPlaces { files, databases in
            try await fill(files[0])
            for target in [files[1], databases[0]] {
                try await target.withStore { try await $0.setNetworks([(Household.labs, "livefyre")], at: .moved) }
                let before = try await target.contents()
                let said = try await refusal(from: files[0], to: target)
                #expect(said.contains("\(target.place) has rows of its own (in network)"), "\(said)")
                #expect(try await target.contents() == before)
                try await target.withStore { _ in }
            }
        }
    }

    @Test func `a target with an unfinished copy of another source is refused, and is no source`() async throws {
        try await withPlaces { files, databases in
            try await fill(files[0])
            for target in [files[1], databases[0]] {
                _ = try await Program.run("migrate", "--database", target.address)
                let isStale = if case .sqlite = target { "0" } else { "false" }
                try await target.run(
                    """
                    CREATE TABLE copying (source text, identity text, is_stale \(isStale == "0" ? "int" : "boolean"));
                    INSERT INTO copying VALUES ('sqlite:/another.db', '/another.db', \(isStale));
                    """
                )
                let asTarget = try await refusal(from: files[0], to: target)
                #expect(asTarget.contains("\(target.place) has an unfinished copy of sqlite:/another.db"))
                #expect(asTarget.contains("nothing was changed there"))
                let asSource = try await refusal(from: target, to: databases[1])
                #expect(asSource.contains("has an unfinished copy of sqlite:/another.db"), "\(asSource)")
            }
        }
    }

    @Test func `a database that an instance is connected to is refused, and so is one with a living worker`()
        async throws
    {
        try await withPlaces { files, databases in
            let (source, target) = (databases[0], files[0])
            try await source.withStore { store in
                let said = try await refusal(from: source, to: target)
                #expect(said.contains("\(source.place) is in use: server processes "), "\(said)")
                #expect(said.contains("Stop every instance of the service"))
                try await store.renew(WorkerID("frozen"), until: .moved + WorkerID.lifetime, at: .moved)
            }
            let said = try await refusal(from: source, to: target)
            #expect(said.contains("1 of its workers lived less than 12 seconds ago"), "\(said)")
            try await source.run("UPDATE worker SET alive_until = 1")
            let run = try await Program.run("store", "copy", "--from", source.address, "--to", target.address)
            #expect(run.status == .exited(0), "\(run.error)")
        }
    }

    @Test func `no instance starts on a database that is being copied`() async throws {
        try await withPlaces { files, databases in
            for place in [files[0], databases[0]] { try await fill(place) }
            let fromFile = try await SQLiteCopy.source(path: files[0].address.replacing("sqlite:", with: ""))
            let fromDatabase = try await PostgresCopy.source(try PostgresAddress(databases[0].address))
            for (place, reason) in [(files[0], "in use by another process"), (databases[0], "is just being copied")] {
                let served = try await place.serve()
                #expect(served.status == .exited(1))
                #expect(served.error.contains(reason), "\(served.error)")
                let migrated = try await Program.run("migrate", "--database", place.address)
                #expect(migrated.status == .exited(1))
                #expect(migrated.complaint.contains(reason))
            }
            try await fromFile.close()
            try await fromDatabase.close()
            for place in [files[0], databases[0]] { try await place.withStore { _ in } }
        }
    }

    @Test func `the same database is recognized by whatever address`() async throws {
        try await withPlaces { files, databases in
            for place in [files[0], databases[0]] { try await place.withStore { _ in } }
            let path = files[0].address.replacing("sqlite:", with: "")
            try FileManager.default.createSymbolicLink(atPath: path + ".link", withDestinationPath: path)
            #expect(try await refusal(from: files[0].address, to: "sqlite:\(path).link").contains("the same database"))
            let other = databases[0].address.replacing("127.0.0.1", with: "localhost")
            #expect(try await refusal(from: databases[0].address, to: other).contains("the same database"))
        }
    }

    @Test func `wrong addresses, absent databases and servers, and newer schemas are said`() async throws {
        try await withPlaces { files, databases in
            try await fill(files[0])
            let (file, database) = (files[0].address, databases[0].address)
            let server = try await PostgresServer.shared
            let nobody = "postgres://nameplate@127.0.0.1:1/x"
            let cases = [
                ("nameplate.db", database, "--from: It must be sqlite:PATH or postgres://"),
                (file, "mysql://x", "--to: It must be sqlite:PATH or postgres://"),
                ("sqlite:/no/such.db", database, "There is no database '/no/such.db'"),
                (files[1].address, database, "There is no database"),
                (database, files[1].address, "There is nothing to copy at \(databases[0].place)"),
                (file, "sqlite:/no/such/folder/x.db", "its folder doesn't exist"),
                (file, nobody, "can't be reached"),
                (file, server.url(of: "nowhere"), #"database "nowhere" does not exist"#),
                (file, database.replacing("nameplate:", with: "nameplate:wrong"), "password authentication failed"),
            ]
            for (source, target, reason) in cases {
                let said = try await refusal(from: source, to: target)
                #expect(said.contains(reason), "\(said)")
            }
            try await databases[0].withStore { _ in }
            for place in [files[0], databases[0]] {
                try await place.run("INSERT INTO migration (number, applied_at) VALUES (99, 0)")
                let other = place.address == file ? database : files[1].address
                #expect(try await refusal(from: place.address, to: other).contains("has schema 99, which is newer"))
            }
            try await databases[1].withStore { _ in }
            let newer = try await refusal(from: databases[1], to: databases[0])
            #expect(newer.contains("has schema 99, which is newer"))
        }
    }

    /// SQLite keeps what PostgreSQL can't, if somebody writes it past the service.
    @Test(arguments: ["'nul' || char(0) || 'inside'", "CAST(x'ff41' AS TEXT)"])
    func `a text that PostgreSQL can't keep is named by its row and column`(text: String) async throws {
        try await withPlaces { files, databases in
            try await fill(files[0])
            try await files[0].run("UPDATE profile SET bio = \(text) WHERE user_id = 'zz'")
            let said = try await refusal(from: files[0], to: databases[0])
            #expect(said.contains("The row 'zz' of profile can't be copied: its bio has a NUL character"), "\(said)")
            try await files[0].run("UPDATE profile SET bio = NULL WHERE user_id = 'zz'")
            let run = try await Program.run("store", "copy", "--from", files[0].address, "--to", databases[0].address)
            #expect(run.status == .exited(0), "\(run.error)")
        }
    }
}
