import GRDB
import Nameplate

extension Transaction {
    /// The row is read first and written then: a statement that changes a row and returns it takes SQLite longer than
    /// both, as it keeps a journal of its own.
    func delivery(of user: UserID, to network: NetworkName, at now: Timestamp) throws -> StoredDelivery? {
        try first(DeliverySQL.selectOne, [now.milliseconds, network.text, user.text], StoredDelivery.init)
    }

    func insert(_ row: StoredDelivery) throws {
        do {
            try execute(DeliverySQL.insert, row.owed + row.lease)
        } catch let error as DatabaseError where error.extendedResultCode == .SQLITE_CONSTRAINT_FOREIGNKEY {
            throw StoreError.unknownNetwork
        }
    }

    func update(_ row: StoredDelivery, _ part: StoredDelivery.Part) throws {
        switch part {
        case .owed: try execute(DeliverySQL.owe, row.owed)
        case .owedAndLeased: try execute(DeliverySQL.oweLeased, row.owed + row.lease)
        case .settled: try execute(DeliverySQL.settle, row.settled + row.read + row.key)
        case .pulled: try execute(DeliverySQL.pulled, row.read + row.key)
        case .repaired: try execute(DeliverySQL.repaired, row.repaired + row.key)
        }
    }

    func add(_ exchange: Exchange) throws {
        try execute(
            """
            INSERT INTO exchange (at, network, user_id, kind, version, status, error, milliseconds)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                exchange.at.milliseconds, exchange.network.text, exchange.user.text, exchange.kind.rawValue,
                exchange.version, exchange.status, exchange.error, exchange.milliseconds,
            ]
        )
    }

    func add(_ told: TabsTold) throws {
        try execute(
            "INSERT INTO exchange (at, user_id, kind, version, tabs) VALUES (?, ?, ?, ?, ?)",
            [told.at.milliseconds, told.user.text, TabsTold.kind, told.version, told.count]
        )
    }

    func claim(_ limit: Int, of network: NetworkName, by worker: WorkerID, at now: Timestamp) throws -> [Claim] {
        let moment = now.milliseconds
        let claims = try all(
            DeliverySQL.claim,
            [worker.text, network.text, network.text, moment, moment, network.text, moment, limit]
        ) { row in (claim: DeliveryRow.claim(row), dueAt: row[9] as Int64) }
        return claims.sorted { ($0.dueAt, $0.claim.user) < ($1.dueAt, $1.claim.user) }.map(\.claim)
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
        ]
    }

    fileprivate var read: Bindings {
        [
            delivery.pulledVersion, delivery.pulledAt?.milliseconds, delivery.olderPulledAt?.milliseconds,
            delivery.repairs, delivery.loopAt?.milliseconds, delivery.driftedAt?.milliseconds,
        ]
    }

    fileprivate var repaired: Bindings {
        [
            delivery.wantedAt.milliseconds, delivery.dueAt?.milliseconds, owedSequence, delivery.attempts,
            delivery.repairs, delivery.loopAt?.milliseconds, delivery.driftedAt?.milliseconds,
        ]
    }

    fileprivate var key: Bindings { [delivery.network.text, delivery.user.text] }
}
