import GRDB
import Nameplate

/// Conditions on deliveries, with the values that they bind, for pages in the order of the key.
struct DeliveryFilter {
    private(set) var condition = "(network, user_id) > (?, ?)"
    private(set) var bindings: Bindings

    init(after last: DeliveryQuery.Position?, network: NetworkName?) {
        bindings = [last?.network.text ?? "", last?.user.text ?? ""]
        // The second condition says nothing new, but lets SQLite begin where the page before has ended.
        if let network {
            let isInside = last?.network == network
            add("network = ? AND user_id > ?", [network.text, isInside ? last?.user.text ?? "" : ""])
        }
    }

    mutating func restrict(to state: Delivery.State, at now: Timestamp) {
        add(
            DeliveryRow.condition(for: state, isLeased: DeliverySQL.isLeased),
            DeliveryRow.needsMoment(state) ? [now.milliseconds] : []
        )
    }

    mutating func restrict(to criterion: ReplaySelection.Criterion, at now: Timestamp) {
        switch criterion {
        // By way of the networks, of which there are few, since a delivery is found by both.
        case .user(let user): add("network IN (SELECT name FROM network) AND user_id = ?", [user.text])
        case .state(let state): restrict(to: state, at: now)
        case .since(let moment): add("wanted_at >= ?", [moment.milliseconds])
        }
    }

    private mutating func add(_ condition: String, _ values: Bindings) {
        self.condition += " AND \(condition)"
        bindings += values
    }
}
