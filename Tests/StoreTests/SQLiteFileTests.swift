import FoundationEssentials
import GRDB
import Nameplate
import SQLiteStore
import Testing

/// What holds for the file of the embedded store, and for no other.
struct SQLiteFileTests {
    @Test func `a second opener of the same file is refused by its name, until the first has closed`() async throws {
        try await Folder.withNew { folder in
            let first = try await SQLiteStore(path: folder.database, now: .start)
            let refusal = await #expect(throws: OpeningError.self) {
                try await SQLiteStore(path: folder.database, now: .start)
            }
            #expect(refusal?.reason == .inUse)
            #expect(refusal?.description.contains(folder.database) == true)
            let link = folder.path + "/link.db"
            try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: folder.database)
            await #expect(throws: OpeningError.self) { try await SQLiteStore(path: link, now: .start) }
            try await first.close()
            try await SQLiteStore(path: folder.database, now: .start).close()
        }
    }

    @Test func `a new file and all beside it belong to their owner alone`() async throws {
        try await Folder.withNew { folder in
            let store = try await SQLiteStore(path: folder.database, now: .start)
            for suffix in ["", "-wal", "-shm", ".lock"] {
                let attributes = try FileManager.default.attributesOfItem(atPath: folder.database + suffix)
                #expect(attributes[.posixPermissions] as? Int == 0o600, "\(suffix)")
            }
            try await store.close()
        }
    }

    @Test func `a path without a folder, and a file that is no database, are named`() async throws {
        try await Folder.withNew { folder in
            let lost = folder.path + "/no/such.db"
            let noFolder = OpeningError(path: lost, reason: .noFolder)
            await #expect(throws: noFolder) { try await SQLiteStore(path: lost, now: .start) }
            try Data(String(repeating: "No database.\n", count: 100).utf8)
                .write(to: URL(filePath: folder.database))
            let noDatabase = OpeningError(path: folder.database, reason: .notADatabase)
            await #expect(throws: noDatabase) { try await SQLiteStore(path: folder.database, now: .start) }
        }
    }

    @Test func `a newer schema and another program's tables are refused untouched`() async throws {
        try await Folder.withNew { folder in
            try await SQLiteStore(path: folder.database, now: .start).close()
            try edit(folder.database, "INSERT INTO migration (number, applied_at) VALUES (99, 0)")
            let newer = OpeningError(path: folder.database, reason: .newerSchema(found: 99, known: 2))
            await #expect(throws: newer) { try await SQLiteStore(path: folder.database, now: .start) }
            let foreign = folder.path + "/foreign.db"
            try edit(foreign, "CREATE TABLE profile (id)")
            let refusal = OpeningError(path: foreign, reason: .foreignDatabase)
            await #expect(throws: refusal) { try await SQLiteStore(path: foreign, now: .start) }
            #expect(try column(foreign, "SELECT name FROM sqlite_schema") == ["profile"])
        }
    }

    @Test func `a start voids all leases and raises every fence that is claimed anew`() async throws {
        try await Folder.withNew { folder in
            let before = try await SQLiteStore(path: folder.database, now: .start)
            try await before.setNetworks([(.labs, "livefyre")], at: .start)
            try await before.begin(worker: .first)
            let old = try #require(try await before.claim(1, of: .labs, by: .first, at: .start).first)
            try await before.close()
            let after = try await SQLiteStore(path: folder.database, now: .start)
            #expect(try await after.delivery()?.state == .pending)
            let new = try #require(try await after.claim(1, of: .labs, by: .second, at: .start).first)
            #expect(new.fence > old.fence)
            #expect(try await after.acknowledge(old, by: .first) == nil)
            try await after.close()
        }
    }

    @Test func `what was committed is there after a reopening`() async throws {
        try await Folder.withNew { folder in
            let before = try await SQLiteStore(path: folder.database, now: .start)
            try await before.setNetworks([(.labs, "livefyre")], at: .start)
            try await before.begin()
            let profile = try await before.profile(of: .ada)
            try await before.close()
            let after = try await SQLiteStore(path: folder.database, now: .start)
            #expect(try await after.profile(of: .ada) == profile)
            #expect(try await after.quickCheck().isEmpty)
            try await after.close()
        }
    }

    @Test func `the schema refuses what the code should never write`() async throws {
        try await Folder.withNew { folder in
            let store = try await SQLiteStore(path: folder.database, now: .start)
            try await store.setNetworks([(.labs, "livefyre")], at: .start)
            try await store.begin()
            try await store.close()
            for statement in refused {
                #expect(throws: DatabaseError.self, "\(statement)") { try edit(folder.database, statement) }
            }
            let everyTableIsStrict =
                "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"
                + " AND strict = 0 AND name NOT LIKE 'sqlite_%'"
            #expect(try column(folder.database, everyTableIsStrict).isEmpty)
        }
    }

    @Test func `a change that was rolled back leaves nothing in any table`() async throws {
        try await Folder.withNew { folder in
            let store = try await SQLiteStore(path: folder.database, now: .start)
            try await store.setNetworks([(.labs, "livefyre")], at: .start)
            await #expect(throws: StoreError.unknownNetwork) {
                try await store.change(
                    .put(.ada, named: "Ada", password: "$x", networks: [.labs, .other], lease: .first)
                )
            }
            try await store.close()
            for table in ["profile", "credential", "delivery", "activity", "session"] {
                #expect(try column(folder.database, "SELECT count(*) FROM \(table)") == ["0"], "\(table)")
            }
        }
    }

    @Test func `no secret and no value of a profile is on the record of activity, and no secret anywhere`() async throws
    {
        try await Folder.withNew { folder in
            let store = try await SQLiteStore(path: folder.database, now: .start)
            try await store.setNetworks([(.labs, "livefyre")], at: .start)
            _ = try await store.change(.put(.ada, named: "Countess", password: "$argon2id$hash"))
            _ = try await store.change(.patch(.ada, ["bio": .string("Private."), "location": .string("London")]))
            let browser = Browser()
            _ = try await store.signIn(browser.signIn(.ada))
            let code = HandoffCode(from: systemRandomness)
            try await store.addHandoff(code.digest, for: .ada, profile: nil, expiresAt: .after(.seconds(60)))
            let next = try #require(try await store.cycle(browser.cycle())?.secret)
            try await store.close()
            let activity = try column(
                folder.database,
                "SELECT kind || ':' || coalesce(detail, '') FROM activity ORDER BY id"
            )
            #expect(activity == ["created:display_name", "password-set:", "changed:bio location", "signed-in:"])
            let file = try Data(contentsOf: URL(filePath: folder.database))
            for secret in [browser.credential.secret, next] {
                let text = SessionCredential(id: browser.id, secret: secret).text.split(separator: ".")[1]
                let bytes = try #require(Base64URL.decode(text.utf8))
                #expect(file.firstRange(of: Data(bytes)) == nil)
                #expect(file.firstRange(of: Data(text.utf8)) == nil)
            }
            let codeBytes = try #require(Base64URL.decode(code.text.utf8))
            #expect(file.firstRange(of: Data(codeBytes)) == nil)
            #expect(file.firstRange(of: Data(code.digest.bytes)) != nil)
        }
    }

    @Test func `activity is kept for 400 days and swept in slices`() async throws {
        try await Folder.withNew { folder in
            let store = try await SQLiteStore(path: folder.database, now: .start)
            try await withThrowingTaskGroup { group in
                for index in 0..<1100 {
                    let change = try ProfileTransaction.put(
                        UserID(stored: "user-\(index)"),
                        named: "X",
                        networks: [],
                        at: .start
                    )
                    group.addTask { _ = try await store.change(change) }
                }
                try await group.waitForAll()
            }
            try await store.sweep(at: .after(.seconds(400 * 86400)))
            let later = Timestamp.after(.milliseconds(400 * 86_400_000 + 1))
            _ = try await store.change(.put(.ada, named: "Ada", networks: [], at: later))
            try await store.sweep(at: later)
            #expect(try column(folder.database, "SELECT user_id FROM activity") == ["ada"])
            try await store.sweep(at: later + .seconds(400 * 86400 + 1))
            _ = try await store.change(.put(.ada, named: "Ada L.", networks: [], at: later))
            try await store.close()
            let ids = try column(folder.database, "SELECT id FROM activity WHERE previous_id = 1101")
            #expect(ids == ["1102"])
        }
    }

    private let refused = [
        "INSERT INTO profile (user_id, version, display_name, created_at, changed_at) VALUES ('System', 1, 'S', 0, 0)",
        "INSERT INTO profile (user_id, version, display_name, created_at, changed_at) VALUES ('a b', 1, 'S', 0, 0)",
        "UPDATE profile SET display_name = ''",
        "UPDATE profile SET version = 'two'",
        "UPDATE profile SET erased_at = 1, email = 'ada@example.com'",
        "INSERT INTO credential VALUES ('ada', 'open-sesame', 0)",
        "INSERT INTO credential VALUES ('nobody', '$argon2id$x', 0)",
        "INSERT INTO handoff VALUES ('plain text', 'ada', 0)",
        "UPDATE delivery SET discarded_at = 1",
        "UPDATE delivery SET acknowledged_version = 2",
        "UPDATE delivery SET leased_by = 'worker'",
        "INSERT INTO delivery (network, user_id, wanted_version, wanted_at, owed_seq) VALUES ('x.y', 'ada', 1, 0, 1)",
    ]

    private func edit(_ path: String, _ sql: String) throws {
        try DatabaseQueue(path: path).write { try $0.execute(sql: sql) }
    }

    private func column(_ path: String, _ sql: String) throws -> [String] {
        try DatabaseQueue(path: path).read { try String.fetchAll($0, sql: sql) }
    }
}
