import GRDB
package import Nameplate

extension SQLiteStore {
    package func setNetworks(_ networks: [(name: NetworkName, kind: String)], at now: Timestamp) async throws {
        try await writer.commit { transaction in
            let names = [String](repeating: "?", count: networks.count).joined(separator: ", ")
            try transaction.execute(
                "UPDATE network SET removed_at = ? WHERE removed_at IS NULL AND name NOT IN (\(names))",
                [now.milliseconds] + networks.map(\.name.text)
            )
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

    package func networks(at now: Timestamp) async throws -> [NetworkRecord] {
        try await page { database in
            try database.all(
                """
                SELECT \(NetworkRow.columns),
                    (SELECT count(*) FROM delivery WHERE network = network.name AND due_at IS NOT NULL),
                    (SELECT count(*) FROM delivery WHERE network = network.name AND loop_at IS NOT NULL),
                    (SELECT count(*) FROM delivery WHERE network = network.name AND drifted_at IS NOT NULL),
                    (SELECT min(due_at) FROM delivery WHERE network = network.name AND due_at IS NOT NULL)
                FROM network WHERE removed_at IS NULL ORDER BY name
                """,
                []
            ) { NetworkRow.read($0, at: now) }
        }
    }

    @discardableResult
    package func pause(_ network: NetworkName, _ pause: NetworkPause, unlessPaused: Bool) async throws -> Bool {
        try await writer.commit { try $0.pause(network, pause, unlessPaused: unlessPaused) }
    }

    package func resume(_ network: NetworkName) async throws {
        try await writer.commit { transaction in
            try transaction.execute(
                "UPDATE network SET paused_at = NULL, paused_until = NULL, paused_reason = NULL WHERE name = ?",
                [network.text]
            )
            if transaction.changes == 0 { throw StoreError.unknownNetwork }
            transaction.note(.owed(network))
        }
    }

    package func takeReconciliation(
        of network: NetworkName,
        every span: Duration,
        at now: Timestamp
    ) async throws -> Bool {
        try await writer.commit { transaction in
            // What lies more than a span ahead was noted by a clock that was wrong.
            try transaction.execute(
                """
                UPDATE network SET reconciled_at = ?1
                WHERE name = ?2 AND (reconciled_at IS NULL OR reconciled_at <= ?1 - ?3 OR reconciled_at > ?1 + ?3)
                """,
                [now.milliseconds, network.text, span.milliseconds]
            )
            return transaction.changes > 0
        }
    }
}

extension Transaction {
    fileprivate func pause(_ network: NetworkName, _ pause: NetworkPause, unlessPaused: Bool) throws -> Bool {
        let isPaused = try first(
            "SELECT \(NetworkRow.isPaused(at: "?")) FROM network WHERE name = ?",
            [pause.at.milliseconds, network.text]
        ) { $0[0] as Bool }
        guard let isPaused else { throw StoreError.unknownNetwork }
        if unlessPaused && isPaused { return false }
        try execute(
            "UPDATE network SET paused_at = ?, paused_until = ?, paused_reason = ? WHERE name = ?",
            [pause.at.milliseconds, pause.until?.milliseconds, pause.reason, network.text]
        )
        return true
    }

    /// The pauses in force.
    func pauses(at now: Timestamp) throws -> [NetworkName: NetworkPause] {
        let sql = """
            SELECT name, \(NetworkRow.pauseColumns) FROM network
            WHERE removed_at IS NULL AND \(NetworkRow.isPaused(at: "?"))
            """
        let pauses = try all(sql, [now.milliseconds]) { row in
            NetworkRow.pause(row, from: 1).map { (NetworkName(stored: row[0]), $0) }
        }
        return Dictionary(uniqueKeysWithValues: pauses.compactMap(\.self))
    }
}

extension Database {
    /// The pause that is in force.
    func pause(of network: NetworkName, at now: Timestamp) throws -> NetworkPause? {
        let sql = "SELECT name, \(NetworkRow.pauseColumns) FROM network WHERE name = ?"
        guard let pause = try first(sql, [network.text], { NetworkRow.pause($0, from: 1) }) ?? nil else { return nil }
        return pause.isInForce(at: now) ? pause : nil
    }
}
