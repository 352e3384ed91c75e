import Nameplate

/// Conditions on deliveries, with the values that they bind, for pages in the order of the key.
///
/// The first value of the statement is the present moment.
struct DeliveryFilter {
    private(set) var condition: String
    private(set) var values: [String?]

    init(after last: DeliveryQuery.Position?, network: NetworkName?, at now: Timestamp) {
        condition = "(network, user_id) > ($2, $3)"
        values = [String(now.milliseconds), last?.network.text ?? "", last?.user.text ?? ""]
        if let network { add("network = \(bind(network.text))") }
    }

    mutating func restrict(to state: Delivery.State) {
        add(DeliveryRow.condition(for: state, isLeased: DeliverySQL.isLeased("$1")))
    }

    mutating func restrict(to criterion: ReplaySelection.Criterion) {
        switch criterion {
        // By way of the networks, of which there are few, since a delivery is found by both.
        case .user(let user): add("network = ANY (ARRAY(SELECT name FROM network)) AND user_id = \(bind(user.text))")
        case .state(let state): restrict(to: state)
        case .since(let moment): add("wanted_at >= \(bind(String(moment.milliseconds)))::bigint")
        }
    }

    /// Takes a further value, and returns what stands for it.
    mutating func bind(_ value: String) -> String {
        values.append(value)
        return "$\(values.count)"
    }

    private mutating func add(_ condition: String) { self.condition += " AND \(condition)" }
}
