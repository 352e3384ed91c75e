import HTTPTypes
import Hummingbird
import Logging
import Nameplate
import Outbound

/// The networks, and telling one where to read profiles.
struct NetworksController {
    let store: any Store
    let networks: Networks
    let outbound: OutboundClient
    let keyReload: KeyReload
    let clock: Clock

    @Sendable func list(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let records = try await store.networks(at: clock())
        return .json { json in
            json.array("networks") { json in
                for record in records {
                    json.object { json in
                        json.member("name", record.name.text)
                        json.member("kind", record.kind)
                        json.member("added_at", record.addedAt.seconds)
                        json.member("pull_url", record.pullURL)
                        json.member("owed", record.owed)
                    }
                }
            }
        }
    }

    /// Reads the networks' keys anew, as SIGHUP does.
    @Sendable func reload(_ request: Request, _ context: ServiceContext) async throws -> Response {
        _ = try await JSONBody(of: request, .optional).members()
        let read: NetworksRead
        do {
            read = try keyReload.run()
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
