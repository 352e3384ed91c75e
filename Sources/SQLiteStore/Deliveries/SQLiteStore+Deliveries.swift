import GRDB
package import Nameplate

extension SQLiteStore {
    package func deliveries(for user: UserID, at now: Timestamp) async throws -> [Delivery] {
        try read { try $0.all(DeliverySQL.ofUser, [now.milliseconds, user.text], DeliveryRow.read) }
    }

    package func deliveries(_ query: DeliveryQuery, at now: Timestamp) async throws -> [Delivery] {
        try await page { database in
            var filter = DeliveryFilter(after: query.after, network: query.network)
            if let state = query.state { filter.restrict(to: state, at: now) }
            let bindings: Bindings = [now.milliseconds] + filter.bindings + [query.limit]
            return try database.all(DeliverySQL.page(filter.condition), bindings, DeliveryRow.read)
        }
    }

    /// Replays in slices, each of which is a transaction; what a crash leaves undone was not answered for.
    package func replay(_ selection: ReplaySelection, at now: Timestamp) async throws -> Int {
        var count = 0
        var last: DeliveryQuery.Position?
        while true {
            let after = last
            let slice = try await writer.commit { try $0.replay(selection, after: after, at: now) }
            count += slice.count
            if slice.count < Transaction.sliceOfReplay { return count }
            last = slice.last
        }
    }

    @discardableResult
    package func renew(_ worker: WorkerID, until: Timestamp, at now: Timestamp) async throws -> WorkerRenewal {
        try await writer.commit { try $0.renew(worker, until: until, at: now) }
    }

    package func retire(_ worker: WorkerID) async throws {
        try await writer.commit { try $0.retire(worker) }
    }

    package func claim(
        _ limit: Int,
        of network: NetworkName,
        by worker: WorkerID,
        at now: Timestamp
    ) async throws -> [Claim] {
        try await writer.commit { try $0.claim(limit, of: network, by: worker, at: now) }
    }

    package func record(
        _ outcomes: [ClaimOutcome],
        by worker: WorkerID,
        at now: Timestamp
    ) async throws -> [Delivery?] {
        try await writer.commit { transaction in
            try outcomes.map { try transaction.record($0, by: worker, at: now) }
        }
    }

    package func nextDue(of network: NetworkName, at now: Timestamp) async throws -> Timestamp? {
        try read { database in
            let due = try database.first(DeliverySQL.nextDue, [network.text, now.milliseconds]) { $0[0] as Timestamp }
            guard let due, let pause = try database.pause(of: network, at: now) else { return due }
            return pause.until.map { max($0, due) }
        }
    }
}
