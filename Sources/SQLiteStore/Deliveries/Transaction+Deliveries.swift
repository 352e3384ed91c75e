import GRDB
import Nameplate

extension Transaction {
    /// Owes the version to each network of the change, and leases what the change may lease.
    func owe(_ version: Int64, _ change: ProfileTransaction) throws -> (claims: [Claim], deliveries: [Delivery]) {
        var claims: [Claim] = []
        var deliveries: [Delivery] = []
        for network in change.networks {
            let worker = change.lease.flatMap { $0.networks.contains(network) ? $0.worker : nil }
            guard let (delivery, claim) = try owe(version, to: network, change, leasing: worker) else { continue }
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
    ) throws -> (Delivery, Claim?)? {
        do {
            return try first(
                DeliverySQL.owe,
                [network.text, change.user.text, version, change.now.milliseconds, worker?.text]
            ) { row in
                // Only the lease of this very change can have claimed this version.
                let isClaimed = worker != nil && row[17] == version
                return (DeliveryRow.read(row), isClaimed ? DeliveryRow.claim(row) : nil)
            }
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
        var values: StatementArguments = [
            claim.network.text, claim.user.text, claim.fence, worker.text, now.milliseconds,
        ]
        let statement: String
        switch outcome.result {
        case .acknowledged: statement = DeliverySQL.acknowledge
        case .retry: statement = DeliverySQL.retry
        case .discarded: statement = DeliverySQL.discard
        case .released: statement = DeliverySQL.release
        }
        if outcome.result != .released { values += [claim.owedSequence, outcome.status, outcome.error] }
        if case .retry(let due) = outcome.result { values += [due.milliseconds] }
        let delivery = try first(statement, values) { DeliveryRow.read($0, isLeased: false) }
        if let delivery, delivery.dueAt != nil { note(.owed(delivery.network)) }
        return delivery
    }

    func record(_ pull: Pull) throws {
        try execute(
            DeliverySQL.pulled,
            [pull.version, pull.at.milliseconds, pull.network.text, pull.user.text]
        )
    }
}
