import GRDB
import Glibc
import Nameplate
import NIOHTTP1
import TestSupport
import Testing

/// One version takes another's place while readers go on.
@Suite(.timeLimit(.minutes(10))) struct UpgradeTests {
    @Test func `instances that are replaced one after another behind a proxy fail no request and lose no ping`()
        async throws
    {
        try await Stage.with { stage in
            let readers = try await stage.log.follow {
                let readers = try await Readers.signedIn(40, on: stage)
                async let renaming: Void = readers.rename(by: 8, behindProxyOf: stage)
                for turn in 0..<6 {
                    // By then nobody is left who found the one before gone.
                    let count = readers.answered.renamed.count + 100
                    await readers.until { $0.renamed.count >= count }
                    try await stage.replace(turn % 2)
                }
                readers.stop(after: 100)
                try await renaming
                return readers
            }
            let answered = readers.answered
            print("\(answered.renamed.count) renames were answered with 200; asked again elsewhere: \(answered.others)")
            // A connection that nobody had taken yet when the port was closed is cut off, and a proxy asks elsewhere.
            let answers = answered.wrong.keys.filter { $0.first?.isNumber == true }
            #expect(answers.isEmpty)
            #expect(answered.others[Readers.Answers.undone] == nil)
            for (user, renames) in answered.byUser {
                let version = try await stage.instances[0].backend.call(.GET, "/users/\(user)").number(
                    "profile.version"
                )
                #expect(
                    version.map { Int($0) } == 1 + renames.count,
                    "\(user): something was done that nobody was told of"
                )
            }
            try await stage.untilDatabaseSays(
                "SELECT bool_and(due_at IS NULL AND acknowledged_version = wanted_version) FROM nameplate.delivery"
            )
            // The network reads at one of them, and what it asked for while that was being replaced it doesn't ask again.
            let replay = #"{"state":"acknowledged"}"#
            #expect(try await stage.instances[0].backend.call(.POST, "/deliveries/replay", replay).status == 202)
            try await expectNothingLost(of: readers, on: stage)
            for reader in readers.all {
                #expect(try await reader.browser.at(stage.instances[0]).call(.GET, "/auth/token").status == 200)
            }
        }
    }

    @Test func `a file of the version before is taken over under load, with its sessions and all it owes`() async throws
    {
        try await withFolder { folder in
            let file = "\(folder)/nameplate.db"
            try await Site.with(database: "sqlite:\(file)") { site in
                let users = (0..<24).map { "reader-\($0)" }
                let before = try await site.start()
                let browsers = try await inParallel(users.count, atOnce: 4) { index in
                    try await before.signedIn(users[index], name: "Name 1")
                }
                try await site.expectAgreement(of: users, at: before)
                try await site.sandbox.set(#"{"ping_status":503}"#)
                for browser in browsers { #expect(try await browser.rename("Name 2").status == 200) }
                try await site.end(before)
                try await DatabaseQueue(path: file).write { try $0.execute(sql: Self.withoutStep2) }
                try await site.sandbox.clearFaults()

                let after = try await site.start()
                try await site.log.until(shows: Dictionary(uniqueKeysWithValues: users.prefix(12).map { ($0, 2) }))
                let versions = try await inParallel(users.count, atOnce: 8) { index in
                    var version = 2
                    // The first half of them are left with what they were owed.
                    for next in 3...7 where index >= 12 {
                        let renamed = try await browsers[index].rename("Name \(next)")
                        version = try #require(renamed.number("profile.version").map { Int($0) }, "\(renamed.text)")
                    }
                    return version
                }
                #expect(versions == users.indices.map { $0 < 12 ? 2 : 7 })
                for browser in browsers { #expect(try await browser.call(.POST, "/auth/cycle").status == 200) }
                try await site.expectAgreement(of: users, at: after)
                try await site.end(after)
            }
        }
    }

    /// What the first step of the schema made, and the second has added to since.
    private static let withoutStep2 = """
        DROP INDEX delivery_loop;
        DROP INDEX delivery_drifted;
        DROP TABLE exchange;
        ALTER TABLE delivery DROP COLUMN repairs;
        ALTER TABLE delivery DROP COLUMN older_pulled_at;
        ALTER TABLE delivery DROP COLUMN loop_at;
        ALTER TABLE delivery DROP COLUMN drifted_at;
        ALTER TABLE network DROP COLUMN paused_until;
        ALTER TABLE network DROP COLUMN reconciled_at;
        DELETE FROM migration WHERE number = 2;
        """
}
