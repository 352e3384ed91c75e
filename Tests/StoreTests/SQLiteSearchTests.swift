import GRDB
import Nameplate
import SQLiteStore
import Testing

struct SQLiteSearchTests {
    /// It looks at so many in a slice, and these are two and a bit.
    @Test func `a search goes through all users, one slice after another`() async throws {
        try await Folder.withNew { folder in
            try await SQLiteStore(path: folder.database, now: .start).close()
            let database = try DatabaseQueue(path: folder.database)
            try await database.write { database in
                try database.execute(
                    sql: """
                        WITH RECURSIVE number (value) AS (SELECT 100000 UNION ALL SELECT value + 1 FROM number LIMIT 20010)
                        INSERT INTO profile (user_id, version, display_name, created_at, changed_at)
                        SELECT 'user-' || value, 1, iif(value % 10000 = 7, 'Found', 'Reader'), 0, 0 FROM number
                        """
                )
            }
            try database.close()
            let store = try await SQLiteStore(path: folder.database, now: .start)
            let (found, last) = (try UserSearch("found"), try UserSearch("user-12000"))
            #expect(try await store.search(found, limit: 9) == ["user-100007", "user-110007", "user-120007"])
            #expect(try await store.search(found, limit: 2) == ["user-100007", "user-110007"])
            #expect(try await store.search(found, after: "user-110007", limit: 9) == ["user-120007"])
            #expect(try await store.search(last, limit: 99) == (120_000..<120_010).map { "user-\($0)" })
            #expect(try await store.search(try UserSearch("nobody"), limit: 9) == [])
            try await store.close()
        }
    }
}

extension SQLiteStore {
    fileprivate func search(_ search: UserSearch, after user: String? = nil, limit: Int) async throws -> [String] {
        try await profiles(matching: search, after: user.map { UserID(stored: $0) }, limit: limit).map(\.user.text)
    }
}
