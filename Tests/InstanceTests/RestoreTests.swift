import FoundationEssentials
import Glibc
import Nameplate
import NIOHTTP1
import Subprocess
import TestDatabase
import TestSupport
import Testing

/// The README's drill: everything is lost, and a backup from before some renames takes its place.
///
/// The network has seen what the backup doesn't hold. In the end it shows what the database has, and no version that
/// anybody has seen comes again with another name.
@Suite(.timeLimit(.minutes(10))) struct RestoreTests {
    private static let users = (0..<20).map { "reader-\($0)" }

    @Test func `a restored file and its network come to agree, and no version goes back`() async throws {
        try await withFolder { folder in
            let (file, backup) = ("\(folder)/nameplate.db", "\(folder)/backup.db")
            try await Site.with(database: "sqlite:\(file)") { site in
                try await drill(on: site, backup: backup) {
                    let before = "\(folder)/before"
                    try FileManager.default.createDirectory(atPath: before, withIntermediateDirectories: false)
                    for suffix in ["", "-wal", "-shm", ".lock"] where access(file + suffix, F_OK) == 0 {
                        try #require(rename(file + suffix, "\(before)/nameplate.db\(suffix)") == 0)
                    }
                    try FileManager.default.copyItem(atPath: backup, toPath: file)
                    try #require(chmod(file, 0o600) == 0)
                    return "sqlite:\(file)"
                }
            }
        }
    }

    @Test func `a restored database and its network come to agree, and no version goes back`() async throws {
        let server = try await PostgresServer.shared
        let (lost, restored) = (try await server.newDatabase(), try await server.newDatabase())
        try await withFolder { folder in
            let backup = "\(folder)/nameplate.dump"
            try await Site.with(database: lost) { site in
                try await drill(on: site, backup: backup) {
                    let run = try await Program.run(command: [
                        "pg_restore", "--no-owner", "--role=\(PostgresServer.role)", "--exit-on-error", "-d", restored,
                        backup,
                    ])
                    try #require(run.status == .exited(0), "\(run.error)")
                    return restored
                }
            }
        }
        for database in [lost, restored] { try await server.dropDatabase(database) }
    }

    /// `restore` puts the backup in the place of what was lost, and returns the address of the database by then.
    private func drill(on site: Site, backup: String, restore: () async throws -> String) async throws {
        let before = try await site.start()
        let browsers = try await inParallel(Self.users.count, atOnce: 4) { index in
            let browser = try await before.signedIn(Self.users[index], name: "First \(index)")
            #expect(try await browser.rename("Kept \(index)").number("profile.version") == 2)
            return browser
        }
        try await site.expectAgreement(of: Self.users, at: before)
        let made = try await site.run("backup", "--to", backup)
        try #require(made.status == .exited(0), "\(made.error)")

        // What is done from here on is going to be lost; the network is told of it.
        var seen: [String: Int] = [:]
        for (index, browser) in browsers.enumerated() where !index.isMultiple(of: 3) {
            for change in 1...index % 3 {
                let renamed = try await browser.rename("Lost \(index) \(change)")
                let version: Int = try #require(renamed.number("profile.version").map { Int($0) })
                seen[Self.users[index]] = version
            }
        }
        #expect(try await before.backend.call(.DELETE, "/users/reader-0").status == 204)
        seen["reader-0"] = 3
        try await site.log.until(shows: seen)
        try await site.end(before, by: SIGKILL)

        let database = try await restore()
        let after = try await site.start(["NAMEPLATE_DATABASE": database])
        let reconciled = try await site.run("network", "reconcile", "--after-restore", "--service", after.base)
        #expect(reconciled.status == .exited(0), "\(reconciled.error)")
        try await site.expectAgreement(of: Self.users, at: after)
        for (index, browser) in browsers.enumerated() {
            let user = Self.users[index]
            let profile = try await browser.call(.GET, "/profile")
            #expect(profile.string("profile.display_name") == "Kept \(index)", "\(profile.text)")
            let version = try #require(profile.number("profile.version").map { Int($0) })
            #expect(version > seen[user] ?? 2)
            let renamed = try await browser.rename("Later \(index)")
            #expect(renamed.number("profile.version").map { Int($0) } == version + 1)
        }
        // Who was erased since is back, and is erased again.
        let start = await site.log.entries.last?.sequence ?? 0
        #expect(try await after.backend.call(.DELETE, "/users/reader-0").status == 204)
        try await site.expectAgreement(of: Array(Self.users.dropFirst()), at: after)
        let erased = try await site.log.first {
            $0.sequence > start && $0.user == "reader-0" && $0.name == "Deleted user"
        }
        #expect(erased.version ?? 0 > 3)
        try await site.end(after)
    }
}
