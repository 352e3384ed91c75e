import FoundationEssentials
import GRDB
import Glibc
import Nameplate
import Subprocess
import TestDatabase
import Testing

/// The command `nameplate backup`, and what its files are good for.
struct BackupTests {
    private func backUp(_ place: CopyPlace, to path: String, _ more: String...) async throws -> Program.Run {
        try await Program.run(["backup", "--to", path] + more, environment: ["NAMEPLATE_DATABASE": place.address])
    }

    private func expect(_ copy: CopyPlace, holds original: CopyPlace) async throws {
        let (found, wanted) = (try await copy.contents(), try await original.contents())
        #expect(found == wanted)
        #expect(!wanted.isEmpty)
    }

    @Test func `a database that a service works with is backed up whole, as a file that is its owner's alone`()
        async throws
    {
        try await withFolder { folder in
            let place = CopyPlace.sqlite(path: "\(folder.path)/live.db")
            let backup = CopyPlace.sqlite(path: "\(folder.path)/backup.db")
            try await place.withStore { store in
                _ = try await Household(in: store)
                let run = try await backUp(place, to: "\(folder.path)/backup.db")
                #expect(run.status == .exited(0), "\(run.error)")
                #expect(run.lines.last?.hasPrefix("Everything of \(place.place) is in ") == true)
                #expect(run.error.contains("copying: "))
                try await expect(backup, holds: place)
            }
            var status = stat()
            #expect(stat("\(folder.path)/backup.db", &status) == 0)
            #expect(status.st_mode & 0o777 == 0o600)
            let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            #expect(names.filter { $0.hasPrefix("backup") } == ["backup.db"])
            // It is a database that a service starts on.
            let ada = try await backup.withStore { try await $0.profile(of: UserID(stored: "ada")) }
            #expect(ada != nil)
        }
    }

    @Test func `a backup is one moment, whatever is committed meanwhile`() async throws {
        try await withFolder { folder in
            let place = CopyPlace.sqlite(path: "\(folder.path)/live.db")
            try await place.withStore { store in
                _ = try await Household(in: store)
                try await place.run(Self.padding)
                let renaming = Task {
                    var count = 0
                    while !Task.isCancelled {
                        count += 1
                        for user in ["ada", "zz", "lists"] {
                            _ = try await store.change(try Household.rename(user, to: "Number \(count)"))
                        }
                    }
                    return count
                }
                let run = try await backUp(place, to: "\(folder.path)/backup.db")
                renaming.cancel()
                #expect(run.status == .exited(0), "\(run.error)")
                #expect(try await renaming.value > 0)
            }
            let torn = try await DatabaseQueue(path: "\(folder.path)/backup.db").read {
                try Int.fetchOne(
                    $0,
                    sql: "SELECT count(*) FROM profile JOIN delivery USING (user_id) WHERE version <> wanted_version"
                )
            }
            #expect(torn == 0)
        }
    }

    /// Several steps' worth of pages.
    private static let padding = """
        CREATE TABLE padding AS
        WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 3000)
        SELECT n, randomblob(8000) AS noise FROM number
        """

    @Test func `a file that is there is replaced only where that is wanted, and the database never`() async throws {
        try await withFolder { folder in
            let place = CopyPlace.sqlite(path: "\(folder.path)/live.db")
            try await place.withStore { _ in }
            try folder.write("precious", to: "backup.db", mode: 0o644)
            let path = "\(folder.path)/backup.db"
            let refused = try await backUp(place, to: path)
            #expect(refused.status == .exited(1))
            #expect(refused.complaint == "Error: '\(path)' is there already. Name another, or give --force.")
            #expect(try String(contentsOf: URL(filePath: path), encoding: .utf8) == "precious")
            #expect(try await backUp(place, to: path, "--force").status == .exited(0))
            try await expect(CopyPlace.sqlite(path: path), holds: place)
            for own in ["live.db", "./live.db", "live.db.lock"] {
                let run = try await backUp(place, to: "\(folder.path)/\(own)", "--force")
                #expect(run.status == .exited(1))
                #expect(run.complaint.contains("belongs to the database itself"))
            }
            try await place.withStore { try await $0.check() }
        }
    }

    @Test func `what is no database of this program is refused, and nothing is left behind`() async throws {
        try await withFolder { folder in
            let path = "\(folder.path)/backup.db"
            let missing = try await backUp(.sqlite(path: "\(folder.path)/nowhere.db"), to: path)
            #expect(missing.complaint == "Error: There is no database '\(folder.path)/nowhere.db'.")
            let text = try folder.write("not a database, whatever its name may say", to: "text.db", mode: 0o600)
            #expect(try await backUp(.sqlite(path: text), to: path).complaint.contains("is not an SQLite database"))
            let foreign = CopyPlace.sqlite(path: "\(folder.path)/foreign.db")
            try await foreign.run("CREATE TABLE theirs (id INTEGER)")
            #expect(try await backUp(foreign, to: path).complaint.contains("belongs to another program"))
            let noFolder = try await backUp(foreign, to: "\(folder.path)/no/such/backup.db")
            #expect(noFolder.complaint.contains("No such file or directory"))
            let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            #expect(!names.contains { $0.hasPrefix("backup") }, "\(names)")
        }
    }

    @Test func `a damaged database makes no backup, and the one before stays`() async throws {
        try await withFolder { folder in
            let place = CopyPlace.sqlite(path: "\(folder.path)/live.db")
            try await place.withStore { _ = try await Household(in: $0) }
            let path = "\(folder.path)/backup.db"
            #expect(try await backUp(place, to: path).status == .exited(0))
            let before = try Data(contentsOf: URL(filePath: path))
            try Self.damage("\(folder.path)/live.db")
            let run = try await backUp(place, to: path, "--force")
            #expect(run.status == .exited(1))
            #expect(run.complaint.contains("is damaged, and so that database most likely is"), "\(run.error)")
            #expect(try Data(contentsOf: URL(filePath: path)) == before)
            #expect(!FileManager.default.fileExists(atPath: path + ".partial"))
        }
    }

    /// Writes over all pages but the first few, whose schema stays readable.
    private static func damage(_ path: String) throws {
        let file = try #require(fopen(path, "r+"))
        defer { fclose(file) }
        try #require(fseek(file, 0, SEEK_END) == 0)
        let end = ftell(file)
        try #require(fseek(file, end / 2, SEEK_SET) == 0)
        let noise = [UInt8](repeating: 0x5A, count: end - end / 2)
        #expect(fwrite(noise, 1, noise.count, file) == noise.count)
    }

    @Test func `an archive of PostgreSQL is everything, restored by its own program`() async throws {
        try await withPlaces { _, databases in
            try await withFolder { folder in
                try await databases[0].withStore { store in
                    _ = try await Household(in: store)
                    let run = try await backUp(databases[0], to: "\(folder.path)/nameplate.dump")
                    #expect(run.status == .exited(0), "\(run.error)")
                    #expect(run.output.contains("is in \(folder.path)/nameplate.dump"))
                }
                let restored = try await Program.shell(
                    "pg_restore --no-password -d '\(databases[1].address)' '\(folder.path)/nameplate.dump'"
                )
                #expect(restored.status == .exited(0), "\(restored.error)")
                try await expect(databases[1], holds: databases[0])
                try await databases[1].withStore { try await $0.check() }
            }
        }
    }

    @Test func `the password is no argument of pg_dump's, and a failure of it leaves nothing`() async throws {
        try await withFolder { folder in
            try folder.write(
                "#!/bin/sh\necho \"$@\" >'\(folder.path)/arguments'\nenv >'\(folder.path)/environment'\nexit 1\n",
                to: "pg_dump",
                mode: 0o755
            )
            let run = try await Program.shell(
                "PATH='\(folder.path)':$PATH exec nameplate backup --to '\(folder.path)/a.dump'",
                environment: ["NAMEPLATE_DATABASE": "postgres://ada:s3cr%40t@db1,db2:5433/names?sslmode=verify-full"]
            )
            #expect(run.status == .exited(1))
            let arguments = try String(contentsOf: URL(filePath: "\(folder.path)/arguments"), encoding: .utf8)
            #expect(!arguments.contains("s3cr"))
            let environment = try String(contentsOf: URL(filePath: "\(folder.path)/environment"), encoding: .utf8)
                .split(separator: "\n")
            for variable in [
                "PGPASSWORD=s3cr@t", "PGUSER=ada", "PGHOST=db1,db2", "PGDATABASE=names", "PGSSLMODE=verify-full",
            ] {
                #expect(environment.contains(Substring(variable)), "\(variable)")
            }
            let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            #expect(Set(names) == ["pg_dump", "arguments", "environment"])
        }
    }

    @Test func `without PostgreSQL's programs it says what to install`() async throws {
        try await withFolder { folder in
            let run = try await Program.shell(
                "program=$(command -v nameplate); PATH=/nowhere exec \"$program\" backup --to '\(folder.path)/a.dump'",
                environment: ["NAMEPLATE_DATABASE": "postgres://ada@127.0.0.1/names"]
            )
            #expect(run.status == .exited(1))
            #expect(run.complaint.contains("There is no pg_dump on the PATH"))
        }
    }
}
