import HTTPTypes
import Hummingbird
import Logging
import Nameplate

/// What is owed to networks, and sending it again.
struct DeliveriesController {
    let store: any Store
    let networks: Networks
    let clock: Clock

    @Sendable func list(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let parameters = request.uri.queryParameters
        let limit = try request.limit()
        let query = DeliveryQuery(
            state: try parameters["state"].map { try state(String($0)) },
            network: try parameters["network"].map { try networks.known(String($0)) },
            after: try parameters["after"].map {
                try position(String($0), field: "after", "It must be what 'next' said.")
            },
            limit: limit
        )
        let deliveries = try await store.deliveries(query, at: clock())
        return .json { json in
            json.array("deliveries") { json in for delivery in deliveries { delivery.write(to: &json) } }
            if deliveries.count == limit, let last = deliveries.last {
                json.member("next", DeliveryQuery.Position(network: last.network, user: last.user).text)
            }
        }
    }

    @Sendable func replay(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let members = try await JSONBody(of: request).members("user", "id", "state", "since", "network")
        let selection = try selection(members)
        let count = try await store.replay(selection, at: clock())
        context.logger.notice("replayed", metadata: ["count": "\(count)"])
        return .json(.accepted) { $0.member("count", count) }
    }

    private func selection(_ members: [String: JSONValue]) throws -> ReplaySelection {
        let given = ["user", "id", "state", "since"].filter { members[$0] != nil }
        guard given.count == 1 else {
            throw Problem.invalid("user", "Give exactly one of user, id, state and since.")
        }
        if members["id"] != nil {
            let id = try position(try members.requiredString("id"), field: "id", "It must be NETWORK/USER.")
            guard members["network"] == nil else { throw Problem.invalid("network", "The id says it already.") }
            return ReplaySelection(.user(id.user), network: try networks.known(id.network.text))
        }
        let network = try members["network"].map { value -> NetworkName in
            guard let name = value.string else { throw Problem.invalid("network", "It must be a string.") }
            return try networks.known(name)
        }
        return ReplaySelection(try criterion(members), network: network)
    }

    private func criterion(_ members: [String: JSONValue]) throws -> ReplaySelection.Criterion {
        if members["user"] != nil {
            return .user(try UserID(checking: try members.requiredString("user"), field: "user"))
        }
        if members["state"] != nil { return .state(try state(try members.requiredString("state"))) }
        guard let seconds = members["since"]?.number, seconds >= 0, seconds < 1e11 else {
            throw Problem.invalid("since", "It must be a time in epoch seconds.")
        }
        return .since(Timestamp(milliseconds: Int64(seconds * 1000)))
    }

    private func state(_ text: String) throws -> Delivery.State {
        guard let state = Delivery.State(rawValue: text) else {
            let all = Delivery.State.allCases.map(\.rawValue).joined(separator: ", ")
            throw Problem.invalid("state", "It must be one of: \(all).")
        }
        return state
    }

    /// `NETWORK/USER`, as `next` gives it.
    private func position(_ text: String, field: String, _ rule: String) throws -> DeliveryQuery.Position {
        guard let position = DeliveryQuery.Position(text) else { throw Problem.invalid(field, rule) }
        return position
    }
}

extension Delivery {
    /// The whole row, for the backend; times in epoch seconds.
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("network", network.text)
            json.member("user", user.text)
            json.member("version", wantedVersion)
            json.member("state", state.rawValue)
            json.member("status", lastStatus)
            json.member("error", lastError)
            json.member("attempts", attempts)
            json.member("acknowledged_version", acknowledgedVersion)
            json.member("pulled_version", pulledVersion)
            json.member("wanted_at", wantedAt.seconds)
            json.member("acknowledged_at", acknowledgedAt?.seconds)
            json.member("pulled_at", pulledAt?.seconds)
            json.member("due_at", dueAt?.seconds)
            if repairs > 0 { json.member("repairs", repairs) }
            json.member("drifted_at", driftedAt?.seconds)
        }
    }
}
