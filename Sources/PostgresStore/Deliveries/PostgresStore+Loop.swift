package import Nameplate

extension PostgresStore {
    /// So many are written at once that a change beside it waits some milliseconds: as many as changes share a commit.
    private static let sliceOfLoop = 250
    /// So many profiles are looked at for one reading.
    private static let page = 1000

    @discardableResult
    package func recordPulls(_ pulls: [Pull]) async throws -> [Delivery?] {
        guard let latest = pulls.map(\.at).max() else { return [] }
        return try await commit { transaction in
            let keys = Set(pulls.map { Work.Key(network: $0.network, user: $0.user) })
            try transaction.load(Array(keys), at: latest)
            return try pulls.map { try transaction.record($0) }
        }
    }

    package func recordTabs(_ told: [TabsTold]) async throws {
        try await commit { transaction in
            transaction.later(
                """
                INSERT INTO exchange (at, user_id, kind, version, tabs)
                SELECT at, user_id, $1, version, tabs
                FROM unnest($2::bigint[], $3::text[], $4::bigint[], $5::bigint[]) AS told (at, user_id, version, tabs)
                """,
                TabsTold.kind,
                told.map { "\($0.at.milliseconds)" }.arrayText,
                told.map(\.user.text).arrayText,
                told.map { "\($0.version)" }.arrayText,
                told.map { "\($0.count)" }.arrayText
            )
        }
    }

    /// What is looked for is found before it is locked, and looked at again then: another instance may have been there.
    ///
    /// What another is just changing is left for the next time.
    package func repair(at now: Timestamp) async throws -> Int {
        let statement = Statement(DeliverySQL.loopDue, String(now.milliseconds), String(Self.sliceOfLoop))
        var count = 0
        var last: [DeliveryQuery.Position] = []
        while true {
            let due = try await read(statement) { rows in
                rows.map { row in
                    DeliveryQuery.Position(network: NetworkName(stored: row[0]), user: UserID(stored: row[1]))
                }
            }
            if !due.isEmpty {
                count += try await commit { transaction in
                    let keys = due.map { Work.Key(network: $0.network, user: $0.user) }
                    try transaction.load(keys, isPatient: false, at: now)
                    return try transaction.repair(due, at: now)
                }
            }
            if due.count < Self.sliceOfLoop || due == last { return count }
            last = due
        }
    }

    package func reconcile(
        _ reconciliation: Reconciliation,
        at now: Timestamp
    ) async throws -> Reconciliation.Result {
        let networks = try await read(Statement("SELECT name FROM network")) { rows in
            rows.map { NetworkName(stored: $0[0]) }
        }
        guard networks.contains(reconciliation.network) else { throw StoreError.unknownNetwork }
        return try await reconciliation.inSlices(of: Self.page) { slice in
            let users = try await examine(slice)
            let asked = users.filter(\.isAsked).map(\.user)
            var owed = 0
            for start in stride(from: 0, to: asked.count, by: Self.sliceOfLoop) {
                let users = Array(asked[start..<min(start + Self.sliceOfLoop, asked.count)])
                owed += try await owe(users, by: slice, besides: networks, at: now)
            }
            let next = users.count == slice.limit ? users.last?.user : nil
            return Reconciliation.Result(examined: users.count, owed: owed, next: next)
        }
    }

    package func timeline(
        of user: UserID,
        before last: UserTimeline.Position?,
        limit: Int
    ) async throws -> UserTimeline? {
        let questions = [
            Statement("SELECT 1 FROM profile WHERE user_id = $1", user.text),
            Statement(TimelineSQL.activities, user.text, last?.activity.map { String($0) }, String(limit)),
            Statement(TimelineSQL.exchanges, user.text, last?.exchange.map { String($0) }, String(limit + 1)),
        ]
        let answers = try await reporting { try await pool.run { try $0.run(questions) } }
        guard answers[0].first != nil else { return nil }
        return UserTimeline(
            activities: answers[1].map { TimelineRow.activity($0) },
            exchanges: answers[2].map { TimelineRow.exchange($0, of: user) },
            after: last,
            limit: limit
        )
    }

    /// The next profiles, and whether the reconciliation asks for anything of theirs.
    private func examine(_ slice: Reconciliation) async throws -> [(user: UserID, isAsked: Bool)] {
        let statement = Statement(
            DeliverySQL.examined(slice),
            (slice.since?.milliseconds).map { String($0) },
            slice.after?.text ?? "",
            String(slice.limit),
            slice.network.text
        )
        return try await read(statement) { rows in rows.map { (UserID(stored: $0[0]), $0[1]) } }
    }

    private func owe(
        _ users: [UserID],
        by slice: Reconciliation,
        besides networks: [NetworkName],
        at now: Timestamp
    ) async throws -> Int {
        let isLift = slice.lift > 0
        return try await commit { transaction in
            let loaded = isLift ? Set(networks) : [slice.network]
            try transaction.load(Set(users), with: loaded, numbers: isLift ? users.count : 0, at: now)
            return try transaction.reconcile(users, by: slice, besides: networks, at: now)
        }
    }
}
