/// A delivery with what only the store knows of it, and the rules by which it changes.
package struct StoredDelivery: Sendable {
    /// What a change of the row touches, for stores that write no more than that.
    package enum Part: Sendable {
        case owed, owedAndLeased, settled, pulled, repaired
    }

    package private(set) var delivery: Delivery
    /// How often something was asked for: what an outcome compares with its claim.
    package private(set) var owedSequence: Int64
    package private(set) var fence: Int64
    package private(set) var leasedBy: WorkerID?
    package private(set) var claimedVersion: Int64?

    package init(_ row: some StoredRow) { self.init(row, isLeased: row[DeliveryRow.width]) }

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
        delivery.repairs = 0
        delivery.driftedAt = nil
        ask(at: now)
    }

    /// It is wanted from now on, or its first failure might find it too old and discard it.
    private mutating func ask(at now: Timestamp) {
        delivery.wantedAt = now
        delivery.dueAt = now
        delivery.attempts = 0
        delivery.discardedAt = nil
        delivery.loopAt = nil
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
            carry(outcome.carried, at: now)
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
        case .acknowledged: watch(pullBy: outcome.pullBy, at: now)
        case .released: break
        }
    }

    /// Notes what the network read.
    mutating func take(_ pull: Pull) {
        if pull.version > delivery.pulledVersion {
            delivery.olderPulledAt = [delivery.olderPulledAt, delivery.pulledAt].compactMap(\.self).max()
            delivery.pulledVersion = pull.version
            delivery.pulledAt = pull.at
        } else if pull.version == delivery.pulledVersion {
            delivery.pulledAt = max(delivery.pulledAt ?? pull.at, pull.at)
        } else {
            delivery.olderPulledAt = max(delivery.olderPulledAt ?? pull.at, pull.at)
        }
        watch(pullBy: nil, at: pull.at)
    }

    func isLoopDue(at now: Timestamp) -> Bool { delivery.loopAt.map { $0 <= now } ?? false }

    /// Asks again for what was not read back in time, and when that was done often enough gives up; returns whether it
    /// is owed again.
    mutating func repair(at now: Timestamp) -> Bool {
        delivery.loopAt = nil
        // The version before, whose instances may run beside this one's, knows nothing of loops.
        guard delivery.state == .acknowledged else { return false }
        guard delivery.repairs < Delivery.mostRepairs else {
            delivery.driftedAt = now
            return false
        }
        delivery.repairs += 1
        ask(at: now)
        return true
    }

    /// Pings of one row follow on each other, so what they carry never overlaps.
    private mutating func carry(_ version: Int64?, at now: Timestamp) {
        guard let version, version >= delivery.pulledVersion else { return }
        delivery.pulledVersion = version
        delivery.pulledAt = now
    }

    /// Closes the loop when it can be, or else sees to it that somebody looks again: at the latest by `pullBy`, and if
    /// only an overlap is in the way as soon as a new pull would be free of it.
    ///
    /// When that is past, the ping has just gone out that asks for the new pull.
    private mutating func watch(pullBy: Timestamp?, at now: Timestamp) {
        guard delivery.dueAt == nil, delivery.discardedAt == nil else { return }
        if delivery.state == .confirmed {
            delivery.repairs = 0
            delivery.loopAt = nil
            delivery.driftedAt = nil
        } else {
            delivery.loopAt = [delivery.loopAt, pullBy, endOfDoubt(after: now)].compactMap(\.self).min()
        }
    }

    private func endOfDoubt(after now: Timestamp) -> Timestamp? {
        guard delivery.isInDoubt, delivery.pulledVersion >= delivery.wantedVersion else { return nil }
        let newest = [delivery.pulledAt, delivery.olderPulledAt].compactMap(\.self).max()
        return newest.map { $0 + Delivery.overlap }.flatMap { $0 > now ? $0 : nil }
    }
}
