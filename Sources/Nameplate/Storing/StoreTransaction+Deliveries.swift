extension StoreTransaction {
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
        } else {
            try update(row, claim == nil ? .owed : .owedAndLeased)
        }
        FailPoint.deliveryWritten.reach()
        return (row.delivery, claim)
    }

    /// Writes one outcome under its fence; nil when another claim has raised it since.
    package func record(_ outcome: ClaimOutcome, by worker: WorkerID, at now: Timestamp) throws -> Delivery? {
        let claim = outcome.claim
        guard var row = try delivery(of: claim.user, to: claim.network, at: now),
            row.isHeld(by: worker, under: claim)
        else { return nil }
        row.settle(outcome, at: now)
        try update(row, .settled)
        if outcome.result != .released { try add(Exchange(outcome, at: now)) }
        FailPoint.outcomeWritten.reach()
        if row.delivery.dueAt != nil { note(.owed(claim.network)) }
        return row.delivery
    }
}
