package import Nameplate

extension PostgresStore {
    /// So many at once that a change beside it waits some milliseconds, and not for the whole of a backlog.
    private static let sliceOfReplay = 1000

    package func deliveries(for user: UserID, at now: Timestamp) async throws -> [Delivery] {
        try await read(Statement(DeliverySQL.ofUser, user.text, String(now.milliseconds))) { rows in
            rows.map { DeliveryRow.read($0) }
        }
    }

    package func deliveries(_ query: DeliveryQuery, at now: Timestamp) async throws -> [Delivery] {
        var filter = DeliveryFilter(after: query.after, network: query.network, at: now)
        if let state = query.state { filter.restrict(to: state) }
        let limit = filter.bind(String(query.limit))
        return try await read(Statement(DeliverySQL.page(filter.condition, limit: limit), filter.values)) { rows in
            rows.map { DeliveryRow.read($0) }
        }
    }

    /// Replays in slices, each of which is a transaction; what a crash leaves undone was not answered for.
    package func replay(_ selection: ReplaySelection, at now: Timestamp) async throws -> Int {
        var count = 0
        var last: DeliveryQuery.Position?
        while true {
            var filter = DeliveryFilter(after: last, network: selection.network, at: now)
            filter.restrict(to: selection.criterion)
            let limit = filter.bind(String(Self.sliceOfReplay))
            let statement = Statement(DeliverySQL.replay(filter.condition, limit: limit), filter.values)
            let slice = try await commit { try $0.replay(statement) }
            count += slice.count
            if slice.count < Self.sliceOfReplay { return count }
            last = slice.last
        }
    }

    @discardableResult
    package func renew(_ worker: WorkerID, until: Timestamp, at now: Timestamp) async throws -> WorkerRenewal {
        // A worker that could not say so for reads that wait would be taken for dead.
        try await commit(isUrgent: true) { try $0.renew(worker, until: until, at: now) }
    }

    package func retire(_ worker: WorkerID) async throws {
        try await commit { try $0.retire(worker) }
    }

    package func claim(
        _ limit: Int,
        of network: NetworkName,
        by worker: WorkerID,
        at now: Timestamp
    ) async throws -> [Claim] {
        try await commit { try $0.claim(limit, of: network, by: worker, at: now) }
    }

    package func record(
        _ outcomes: [ClaimOutcome],
        by worker: WorkerID,
        at now: Timestamp
    ) async throws -> [Delivery?] {
        try await commit { transaction in
            try transaction.load(outcomes.map { Work.Key(network: $0.claim.network, user: $0.claim.user) }, at: now)
            return try outcomes.map { try transaction.record($0, by: worker, at: now) }
        }
    }

    package func nextDue(of network: NetworkName, at now: Timestamp) async throws -> Timestamp? {
        try await read(Statement(DeliverySQL.nextDue, network.text, String(now.milliseconds))) { rows in
            guard let row = rows.first else { return nil }
            let due: Timestamp = row[0]
            guard let pause = NetworkRow.pause(row, from: 1), pause.isInForce(at: now) else { return due }
            return pause.until.map { max($0, due) }
        }
    }
}

extension Transaction {
    /// Leases, and reads what it has leased before it commits: if that answer were lost, the rows could be freed.
    fileprivate func claim(
        _ limit: Int,
        of network: NetworkName,
        by worker: WorkerID,
        at now: Timestamp
    ) throws -> [Claim] {
        let rows = try write(DeliverySQL.claim, worker.text, network.text, String(now.milliseconds), String(limit))
        let claims = rows.map { (claim: DeliveryRow.claim($0), dueAt: $0[9] as Int64) }
        for (claim, _) in claims { change { $0.noteLease(of: claim, to: worker) } }
        if let number: String = rows.first?[DeliveryRow.width] { change { $0.take(transaction: number) } }
        return claims.sorted { ($0.dueAt, $0.claim.user) < ($1.dueAt, $1.claim.user) }.map(\.claim)
    }

    /// Owes the next slice again, and returns where its rows are, in the order of networks and users.
    fileprivate func replay(_ statement: Statement) throws -> [DeliveryQuery.Position] {
        let rows = try write(statement).map { row in
            (
                position: DeliveryQuery.Position(network: NetworkName(stored: row[0]), user: UserID(stored: row[1])),
                isLeased: row[2] as Bool
            )
        }
        for row in rows where !row.isLeased { note(.owed(row.position.network)) }
        return rows.map(\.position).sorted { ($0.network, $0.user) < ($1.network, $1.user) }
    }

    /// Others are counted before this one says that it lives, which is sent with COMMIT.
    fileprivate func renew(_ worker: WorkerID, until: Timestamp, at now: Timestamp) throws -> WorkerRenewal {
        let moment = String(now.milliseconds)
        let answers = try query([
            Statement("SELECT count(*) FROM worker WHERE alive_until > $1::bigint AND id <> $2", moment, worker.text),
            Statement(
                """
                SELECT name, \(NetworkRow.pauseColumns) FROM network
                WHERE removed_at IS NULL AND \(NetworkRow.isPaused(at: "$1::bigint"))
                """,
                moment
            ),
        ])
        later(
            """
            INSERT INTO worker (id, alive_until) VALUES ($1, $2::bigint)
            ON CONFLICT (id) DO UPDATE SET alive_until = excluded.alive_until
            """,
            worker.text,
            String(until.milliseconds)
        )
        let others: Int = answers[answers.startIndex].first?[0] ?? 0
        let pauses = answers[answers.startIndex + 1].map { row in
            NetworkRow.pause(row, from: 1).map { (NetworkName(stored: row[0]), $0) }
        }
        return WorkerRenewal(living: 1 + others, pauses: Dictionary(uniqueKeysWithValues: pauses.compactMap(\.self)))
    }

    /// Ends the worker: its rows are free because it isn't alive.
    fileprivate func retire(_ worker: WorkerID) throws {
        _ = try write("DELETE FROM worker WHERE id = $1", worker.text)
        for network in try query(DeliverySQL.networksWithoutWorker).map({ NetworkName(stored: $0[0]) }) {
            note(.owed(network))
        }
    }
}
