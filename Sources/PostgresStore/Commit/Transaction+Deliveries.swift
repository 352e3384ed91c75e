import Nameplate

/// The statements of ``StoreTransaction`` on deliveries.
extension Transaction {
    func delivery(of user: UserID, to network: NetworkName, at now: Timestamp) throws -> StoredDelivery? {
        let key = Work.Key(network: network, user: user)
        if work.deliveries[key] == nil { try load([key], at: now) }
        return work.deliveries[key]?.stored
    }

    func insert(_ delivery: StoredDelivery) { change { $0.insert(delivery) } }

    func update(_ delivery: StoredDelivery, _ part: StoredDelivery.Part) { change { $0.update(delivery, part) } }

    func add(_ exchange: Exchange) { change { $0.add(exchange) } }
}
