import GRDB
package import Nameplate

extension SQLiteStore {
    package func addNetworks(_ networks: [(name: NetworkName, kind: String)], at now: Timestamp) async throws {
        try await writer.commit { transaction in
            for network in networks {
                try transaction.execute(
                    """
                    INSERT INTO network (name, kind, added_at) VALUES (?, ?, ?)
                    ON CONFLICT (name) DO UPDATE SET removed_at = NULL, kind = excluded.kind
                    """,
                    [network.name.text, network.kind, now.milliseconds]
                )
            }
        }
    }

    package func setPullURL(_ url: String, of network: NetworkName) async throws {
        try await writer.commit { transaction in
            try transaction.execute("UPDATE network SET pull_url = ? WHERE name = ?", [url, network.text])
            if transaction.changes == 0 { throw StoreError.unknownNetwork }
        }
    }

    package func networks() async throws -> [NetworkRecord] {
        try await page { database in
            try database.all(
                """
                SELECT name, kind, added_at, pull_url,
                    (SELECT count(*) FROM delivery WHERE network = network.name AND due_at IS NOT NULL)
                FROM network WHERE removed_at IS NULL ORDER BY name
                """,
                []
            ) { row in
                NetworkRecord(
                    name: NetworkName(stored: row[0]),
                    kind: row[1],
                    addedAt: row[2],
                    pullURL: row[3],
                    owed: row[4]
                )
            }
        }
    }
}
