package import Nameplate

extension PostgresStore {
    package func addNetworks(_ networks: [(name: NetworkName, kind: String)], at now: Timestamp) async throws {
        try await commit { transaction in
            for network in networks.sorted(by: { $0.name < $1.name }) {
                transaction.later(
                    """
                    INSERT INTO network (name, kind, added_at) VALUES ($1, $2, $3::bigint)
                    ON CONFLICT (name) DO UPDATE SET removed_at = NULL, kind = excluded.kind
                    """,
                    network.name.text,
                    network.kind,
                    String(now.milliseconds)
                )
            }
        }
    }

    package func setPullURL(_ url: String, of network: NetworkName) async throws {
        try await commit { transaction in
            let changed = try transaction.write("UPDATE network SET pull_url = $1 WHERE name = $2", url, network.text)
            if changed.affected == 0 { throw StoreError.unknownNetwork }
        }
    }

    package func networks() async throws -> [NetworkRecord] {
        let statement = Statement(
            """
            SELECT name, kind, added_at, pull_url,
                (SELECT count(*) FROM delivery WHERE network = network.name AND due_at IS NOT NULL)
            FROM network WHERE removed_at IS NULL ORDER BY name
            """
        )
        return try await read(statement) { rows in
            rows.map { row in
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
