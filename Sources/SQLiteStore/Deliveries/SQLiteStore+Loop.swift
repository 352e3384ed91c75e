import GRDB
package import Nameplate

extension SQLiteStore {
    @discardableResult
    package func recordPulls(_ pulls: [Pull]) async throws -> [Delivery?] {
        try await writer.commit { transaction in try pulls.map { try transaction.record($0) } }
    }

    package func recordTabs(_ told: [TabsTold]) async throws {
        try await writer.commit { transaction in for told in told { try transaction.add(told) } }
    }

    /// What is looked for is found beside the writer, which looks again at what that was.
    package func repair(at now: Timestamp) async throws -> Int {
        var count = 0
        while true {
            let due = try await page { database in
                try database.all(DeliverySQL.loopDue, [now.milliseconds, Transaction.sliceOfLoop]) { row in
                    DeliveryQuery.Position(network: NetworkName(stored: row[0]), user: UserID(stored: row[1]))
                }
            }
            if !due.isEmpty { count += try await writer.commit { try $0.repair(due, at: now) } }
            if due.count < Transaction.sliceOfLoop { return count }
        }
    }

    package func reconcile(
        _ reconciliation: Reconciliation,
        at now: Timestamp
    ) async throws -> Reconciliation.Result {
        let networks = try await page { database in
            try database.all("SELECT name FROM network", []) { NetworkName(stored: $0[0]) }
        }
        guard networks.contains(reconciliation.network) else { throw StoreError.unknownNetwork }
        return try await reconciliation.inSlices(of: Transaction.sliceOfLoop) { slice in
            let users = try await page { try $0.examine(slice) }
            let asked = users.filter(\.isAsked).map(\.user)
            let owed =
                asked.isEmpty
                ? 0 : try await writer.commit { try $0.reconcile(asked, by: slice, besides: networks, at: now) }
            let next = users.count == slice.limit ? users.last?.user : nil
            return Reconciliation.Result(examined: users.count, owed: owed, next: next)
        }
    }

    package func timeline(
        of user: UserID,
        before last: UserTimeline.Position?,
        limit: Int
    ) async throws -> UserTimeline? {
        try await page { database in
            let sql = "SELECT version FROM profile WHERE user_id = ?"
            guard try database.first(sql, [user.text], { $0[0] as Int64 }) != nil else { return nil }
            return UserTimeline(
                activities: try database.all(
                    TimelineSQL.activities,
                    [user.text, last?.activity, limit],
                    TimelineRow.activity
                ),
                exchanges: try database.all(TimelineSQL.exchanges, [user.text, last?.exchange, limit + 1]) {
                    TimelineRow.exchange($0, of: user)
                },
                after: last,
                limit: limit
            )
        }
    }
}

extension Transaction {
    /// So many at once that a change beside it waits some milliseconds.
    static let sliceOfLoop = 1000
}

extension Database {
    /// The next profiles, and whether the reconciliation asks for anything of theirs.
    fileprivate func examine(_ slice: Reconciliation) throws -> [(user: UserID, isAsked: Bool)] {
        try all(
            DeliverySQL.examined(slice),
            [slice.since?.milliseconds, slice.after?.text ?? "", slice.limit, slice.network.text]
        ) { (UserID(stored: $0[0]), $0[1]) }
    }
}
