import GRDB
import Nameplate

extension Transaction {
    /// So many at once that a change beside it waits some milliseconds, and not for the whole of a backlog.
    static let sliceOfReplay = 1000

    /// Owes the next slice again, and returns where its rows are, in the order of networks and users.
    func replay(
        _ selection: ReplaySelection,
        after last: DeliveryQuery.Position?,
        at now: Timestamp
    ) throws -> [DeliveryQuery.Position] {
        var filter = DeliveryFilter(after: last, network: selection.network)
        filter.restrict(to: selection.criterion, at: now)
        let moment = now.milliseconds
        let rows = try all(
            DeliverySQL.replay(filter.condition),
            [moment, moment] + filter.bindings + [Self.sliceOfReplay, moment]
        ) { row in
            (
                position: DeliveryQuery.Position(network: NetworkName(stored: row[0]), user: UserID(stored: row[1])),
                isLeased: row[2] as Bool
            )
        }
        for row in rows where !row.isLeased { note(.owed(row.position.network)) }
        return rows.map(\.position).sorted { ($0.network, $0.user) < ($1.network, $1.user) }
    }

    func renew(_ worker: WorkerID, until: Timestamp, at now: Timestamp) throws -> WorkerRenewal {
        try execute(
            """
            INSERT INTO worker (id, alive_until) VALUES (?, ?)
            ON CONFLICT (id) DO UPDATE SET alive_until = excluded.alive_until
            """,
            [worker.text, until.milliseconds]
        )
        let others = try first(
            "SELECT count(*) FROM worker WHERE alive_until > ? AND id <> ?",
            [now.milliseconds, worker.text]
        ) { $0[0] as Int }
        return WorkerRenewal(living: 1 + (others ?? 0), pauses: try pauses(at: now))
    }

    /// Ends the worker: its rows are free because it isn't alive.
    func retire(_ worker: WorkerID) throws {
        try execute("DELETE FROM worker WHERE id = ?", [worker.text])
        let networks = try all(DeliverySQL.networksWithFreeRows, []) { NetworkName(stored: $0[0]) }
        for network in networks { note(.owed(network)) }
    }
}
