import GRDB
import Nameplate

extension Transaction {
    /// Owes the version to each network of the change, and leases what the change may lease.
    func owe(_ version: Int64, _ change: ProfileTransaction) throws -> (claims: [Claim], deliveries: [Delivery]) {
        var claims: [Claim] = []
        var deliveries: [Delivery] = []
        for network in change.networks {
            let worker = change.lease.flatMap { $0.networks.contains(network) ? $0.worker : nil }
            let (delivery, claim) = try owe(version, to: network, change, leasing: worker)
            deliveries.append(delivery)
            if let claim {
                claims.append(claim)
            } else if !delivery.isLeased {
                note(.owed(network))
            }
        }
        return (claims, deliveries)
    }

    private func owe(
        _ version: Int64,
        to network: NetworkName,
        _ change: ProfileTransaction,
        leasing worker: WorkerID?
    ) throws -> (Delivery, Claim?) {
        let old = try delivery(of: change.user, to: network, at: change.now)
        var row = old ?? StoredDelivery(version, of: change.user, to: network, at: change.now)
        if old != nil { row.owe(version, at: change.now) }
        let claim = worker.flatMap { row.delivery.isLeased ? nil : row.lease(to: $0) }
        if old == nil {
            try insert(row)
        } else if claim == nil {
            try execute(DeliverySQL.owe, row.owed)
        } else {
            try execute(DeliverySQL.oweLeased, row.owed + row.lease)
        }
        return (row.delivery, claim)
    }

    /// The row is read first and written then: a statement that changes a row and returns it takes SQLite longer than
    /// both, as it keeps a journal of its own.
    private func delivery(of user: UserID, to network: NetworkName, at now: Timestamp) throws -> StoredDelivery? {
        try first(DeliveryRow.selectOne, [now.milliseconds, network.text, user.text], StoredDelivery.init)
    }

    private func insert(_ row: StoredDelivery) throws {
        do {
            try execute(DeliverySQL.insert, row.owed + row.lease)
        } catch let error as DatabaseError where error.extendedResultCode == .SQLITE_CONSTRAINT_FOREIGNKEY {
            throw StoreError.unknownNetwork
        }
    }

    func claim(_ limit: Int, of network: NetworkName, by worker: WorkerID, at now: Timestamp) throws -> [Claim] {
        let moment = now.milliseconds
        let claims = try all(
            DeliverySQL.claim,
            [worker.text, network.text, network.text, moment, moment, limit]
        ) { row in (claim: DeliveryRow.claim(row), dueAt: row[9] as Int64) }
        return claims.sorted { ($0.dueAt, $0.claim.user) < ($1.dueAt, $1.claim.user) }.map(\.claim)
    }

    /// Writes one outcome under its fence; nil when another claim has raised it since.
    func record(_ outcome: ClaimOutcome, by worker: WorkerID, at now: Timestamp) throws -> Delivery? {
        let claim = outcome.claim
        guard var row = try delivery(of: claim.user, to: claim.network, at: now),
            row.isHeld(by: worker, under: claim)
        else { return nil }
        row.settle(outcome, at: now)
        try execute(DeliverySQL.settle, row.settled)
        if row.delivery.dueAt != nil { note(.owed(claim.network)) }
        return row.delivery
    }

    func record(_ pull: Pull) throws {
        try execute(
            DeliverySQL.pulled,
            [pull.version, pull.at.milliseconds, pull.network.text, pull.user.text]
        )
    }
}

extension StoredDelivery {
    fileprivate var owed: Bindings {
        [
            delivery.network.text, delivery.user.text, delivery.wantedVersion, delivery.wantedAt.milliseconds,
            owedSequence,
        ]
    }

    fileprivate var lease: Bindings { [leasedBy?.text, claimedVersion, fence] }

    fileprivate var settled: Bindings {
        [
            delivery.acknowledgedVersion, delivery.acknowledgedAt?.milliseconds, delivery.attempts,
            delivery.dueAt?.milliseconds, delivery.discardedAt?.milliseconds, delivery.lastStatus, delivery.lastError,
            delivery.network.text, delivery.user.text,
        ]
    }
}
