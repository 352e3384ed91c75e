import HTTPTypes
import Hummingbird
import Logging
import Nameplate
import Outbound

/// The networks and how their lanes stand; telling one where to read profiles, leaving one alone for a while, and owing
/// it what it doesn't have.
struct NetworksController {
    let store: any Store
    let networks: Networks
    let outbound: OutboundClient
    let keyReload: KeyReload
    let sender: PingSender
    let clock: Clock

    @Sendable func list(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let now = clock()
        let records = try await store.networks(at: now)
        return .json { json in
            json.array("networks") { json in for record in records { write(record, to: &json, at: now) } }
        }
    }

    @Sendable func pause(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let network = try networks.known(try context.parameters.require("name"))
        let members = try await JSONBody(of: request, .optional).members("for", "reason")
        let now = clock()
        let pause = NetworkPause(
            at: now,
            until: try members["for"].map { now + (try Self.span($0)) },
            reason: try members["reason"].map(Self.reason) ?? "operator"
        )
        try await store.pause(network, pause, unlessPaused: false)
        sender.decide(pause, for: network)
        context.logger.notice("network paused", metadata: ["network": "\(network)"])
        return try await response(network)
    }

    @Sendable func resume(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let network = try networks.known(try context.parameters.require("name"))
        _ = try await JSONBody(of: request, .optional).members()
        try await store.resume(network)
        sender.decide(nil, for: network)
        context.logger.notice("network resumed", metadata: ["network": "\(network)"])
        return try await response(network)
    }

    @Sendable func reconcile(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let network = try networks.known(try context.parameters.require("name"))
        let members = try await JSONBody(of: request, .optional).members("after", "limit", "since", "after_restore")
        let reconciliation = Reconciliation(
            .everything,
            of: network,
            after: try members["after"].map { _ in
                try UserID(checking: try members.requiredString("after"), field: "after")
            },
            limit: try members["limit"].map(Self.limit) ?? 1000,
            since: try members["since"].map(Self.moment),
            lift: try members["after_restore"].map(Self.bool) == true ? Self.lift : 0
        )
        let result = try await store.reconcile(reconciliation, at: clock())
        context.logger.notice("reconciled", metadata: result.metadata.merging(["network": "\(network)"]) { $1 })
        return .json { json in
            json.member("examined", result.examined)
            json.member("owed", result.owed)
            json.member("next", result.next?.text)
        }
    }

    private func response(_ network: NetworkName) async throws -> Response {
        let now = clock()
        guard let record = try await store.networks(at: now).first(where: { $0.name == network }) else {
            throw Problem.unknownNetwork
        }
        return .json { $0.object("network") { json in writeMembers(of: record, to: &json, at: now) } }
    }

    private func write(_ record: NetworkRecord, to json: inout JSONWriter, at now: Timestamp) {
        json.object { writeMembers(of: record, to: &$0, at: now) }
    }

    /// `lane` is this instance's; all else is the same at each.
    private func writeMembers(of record: NetworkRecord, to json: inout JSONWriter, at now: Timestamp) {
        json.member("name", record.name.text)
        json.member("kind", record.kind)
        json.member("added_at", record.addedAt.seconds)
        json.member("pull_url", record.pullURL)
        json.member("owed", record.owed)
        json.member("oldest_owed_at", record.oldestOwedAt?.seconds)
        json.member("unread", record.unread)
        json.member("drifted", record.drifted)
        json.member("reconciled_at", record.reconciledAt?.seconds)
        if let pause = record.pause {
            json.object("pause") { json in
                json.member("at", pause.at.seconds)
                json.member("until", pause.until?.seconds)
                json.member("reason", pause.reason)
            }
        }
        sender.report(of: record.name)?.write(to: &json, at: now)
    }

    /// Reads the networks' keys anew, as SIGHUP does.
    @Sendable func reload(_ request: Request, _ context: ServiceContext) async throws -> Response {
        _ = try await JSONBody(of: request, .optional).members()
        let read: NetworksRead
        do {
            read = try await keyReload.run()
        } catch {
            throw Problem(.conflict, "settings", "The settings are wrong; nothing was changed", detail: "\(error)")
        }
        return .json { json in
            json.member("changed", read.changed.map(\.text))
            json.member("needs_restart", read.needsRestart)
        }
    }

    @Sendable func putPullURL(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let network = try networks.comment(named: try context.parameters.require("name"))
        let url = try await JSONBody(of: request).members("url").requiredString("url")
        // `{id}` can't stand in an address as it is, so the rest is checked with an id in its place.
        guard WebURL(url.replacing("{id}", with: "id")) != nil else {
            throw Problem.invalid("url", "It must be an absolute http or https address with {id} in it.")
        }
        let call: NetworkRequest
        do {
            call = try network.registration(ofPullURL: url, at: clock())
        } catch let error as InvalidPullURL {
            throw Problem.invalid("url", error.description)
        }
        try await register(call, with: network)
        try await store.setPullURL(url, of: network.name)
        context.logger.notice("pull URL registered", metadata: ["network": "\(network.name)"])
        return .json { json in
            json.member("network", network.name.text)
            json.member("pull_url", url)
        }
    }

    private func register(_ call: NetworkRequest, with network: any CommentNetwork) async throws {
        let status: Int
        do {
            status = try await outbound.send(OutboundRequest(call)).status
        } catch {
            throw Self.refused("It gave no answer (\(error.code)).")
        }
        guard network.accepted(registration: status) else { throw Self.refused("It answered \(status).") }
    }

    private static func refused(_ detail: String) -> Problem {
        Problem(.badGateway, "network-refused", "The network did not take the address", detail: detail)
    }
}
