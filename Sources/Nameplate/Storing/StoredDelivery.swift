/// A delivery with what only the store knows of it, and the rules by which it changes.
package struct StoredDelivery: Sendable {
    /// What a change of the row touches, for stores that write no more than that.
    package enum Part: Sendable {
        case owed, owedAndLeased, settled
    }

    package private(set) var delivery: Delivery
    /// How often something was asked for: what an outcome compares with its claim.
    package private(set) var owedSequence: Int64
    package private(set) var fence: Int64
    package private(set) var leasedBy: WorkerID?
    package private(set) var claimedVersion: Int64?

    package init(_ row: some StoredRow) { self.init(row, isLeased: row[17]) }

    package init(_ row: some StoredRow, isLeased: Bool) {
        delivery = DeliveryRow.read(row, isLeased: isLeased)
        owedSequence = row[13]
        fence = row[14]
        leasedBy = (row[15] as String?).map { WorkerID($0) }
        claimedVersion = row[16]
    }

    /// The first that the network is owed for the user.
    init(_ version: Int64, of user: UserID, to network: NetworkName, at now: Timestamp) {
        delivery = Delivery(
            network: network,
            user: user,
            wantedVersion: version,
            wantedAt: now,
            acknowledgedVersion: 0,
            acknowledgedAt: nil,
            pulledVersion: 0,
            pulledAt: nil,
            attempts: 0,
            dueAt: now,
            isLeased: false,
            lastStatus: nil,
            lastError: nil,
            discardedAt: nil
        )
        owedSequence = 1
        fence = 0
    }

    /// Asks for `version` at once.
    ///
    /// A lease stands: its worker's outcome will find that more was asked for.
    mutating func owe(_ version: Int64, at now: Timestamp) {
        delivery.wantedVersion = version
        delivery.wantedAt = now
        delivery.dueAt = now
        delivery.attempts = 0
        delivery.discardedAt = nil
        owedSequence += 1
    }

    mutating func lease(to worker: WorkerID) -> Claim {
        delivery.isLeased = true
        leasedBy = worker
        claimedVersion = delivery.wantedVersion
        fence += 1
        return claim
    }

    /// The claim of whoever holds the row.
    package var claim: Claim {
        Claim(
            network: delivery.network,
            user: delivery.user,
            version: delivery.wantedVersion,
            owedSequence: owedSequence,
            fence: fence,
            attempts: delivery.attempts,
            wantedAt: delivery.wantedAt
        )
    }

    /// Whether the claim is still the worker's to write the outcome of.
    func isHeld(by worker: WorkerID, under claim: Claim) -> Bool {
        fence == claim.fence && leasedBy == worker
    }

    /// Ends the lease.
    ///
    /// What was asked for since the claim is due at once, with the attempts that the asking zeroed.
    mutating func settle(_ outcome: ClaimOutcome, at now: Timestamp) {
        let isAllThatWasAsked = owedSequence == outcome.claim.owedSequence
        leasedBy = nil
        delivery.isLeased = false
        if outcome.result == .released {
            delivery.dueAt = min(delivery.dueAt ?? now, now)
            return
        }
        delivery.lastStatus = outcome.status
        delivery.lastError = outcome.error
        if outcome.result == .acknowledged {
            delivery.acknowledgedVersion = max(delivery.acknowledgedVersion, claimedVersion ?? 0)
            delivery.acknowledgedAt = now
        }
        guard isAllThatWasAsked else {
            delivery.dueAt = now
            return
        }
        delivery.attempts += 1
        delivery.dueAt = nil
        switch outcome.result {
        case .retry(let due): delivery.dueAt = due
        case .discarded: delivery.discardedAt = now
        case .acknowledged, .released: break
        }
    }
}
