package import Nameplate

extension PostgresStore {
    package func setNetworks(_ networks: [(name: NetworkName, kind: String)], at now: Timestamp) async throws {
        try await commit { transaction in
            // Instances that start at once with other networks lock the rows in the same order.
            transaction.later("SELECT 1 FROM network ORDER BY name FOR UPDATE")
            transaction.later(
                "UPDATE network SET removed_at = $1::bigint WHERE removed_at IS NULL AND name <> ALL ($2::text[])",
                String(now.milliseconds),
                networks.map(\.name.text).arrayText
            )
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

    package func networks(at now: Timestamp) async throws -> [NetworkRecord] {
        let statement = Statement(
            """
            SELECT \(NetworkRow.columns),
                (SELECT count(*) FROM delivery WHERE network = network.name AND due_at IS NOT NULL),
                (SELECT count(*) FROM delivery WHERE network = network.name AND loop_at IS NOT NULL),
                (SELECT count(*) FROM delivery WHERE network = network.name AND drifted_at IS NOT NULL),
                (SELECT min(due_at) FROM delivery WHERE network = network.name AND due_at IS NOT NULL)
            FROM network WHERE removed_at IS NULL ORDER BY name
            """
        )
        return try await read(statement) { rows in rows.map { NetworkRow.read($0, at: now) } }
    }

    @discardableResult
    package func pause(_ network: NetworkName, _ pause: NetworkPause, unlessPaused: Bool) async throws -> Bool {
        try await commit { try $0.pause(network, pause, unlessPaused: unlessPaused) }
    }

    package func resume(_ network: NetworkName) async throws {
        try await commit { transaction in
            let changed = try transaction.write(
                "UPDATE network SET paused_at = NULL, paused_until = NULL, paused_reason = NULL WHERE name = $1",
                network.text
            )
            if changed.affected == 0 { throw StoreError.unknownNetwork }
            transaction.note(.owed(network))
        }
    }

    package func takeReconciliation(
        of network: NetworkName,
        every span: Duration,
        at now: Timestamp
    ) async throws -> Bool {
        try await commit { transaction in
            // What lies more than a span ahead was noted by a clock that was wrong.
            try transaction.write(
                """
                UPDATE network SET reconciled_at = $1::bigint
                WHERE name = $2 AND (reconciled_at IS NULL OR reconciled_at <= $1::bigint - $3::bigint
                    OR reconciled_at > $1::bigint + $3::bigint)
                """,
                String(now.milliseconds),
                network.text,
                String(span.milliseconds)
            ).affected > 0
        }
    }
}

extension Transaction {
    /// Of several who pause it at once each waits for the one before.
    fileprivate func pause(_ network: NetworkName, _ pause: NetworkPause, unlessPaused: Bool) throws -> Bool {
        let found = try query(
            "SELECT \(NetworkRow.isPaused(at: "$1::bigint")) FROM network WHERE name = $2 FOR NO KEY UPDATE",
            String(pause.at.milliseconds),
            network.text
        ).first
        guard let found else { throw StoreError.unknownNetwork }
        if unlessPaused && found[0] { return false }
        later(
            "UPDATE network SET paused_at = $1::bigint, paused_until = $2::bigint, paused_reason = $3 WHERE name = $4",
            String(pause.at.milliseconds),
            (pause.until?.milliseconds).map { String($0) },
            pause.reason,
            network.text
        )
        return true
    }
}
