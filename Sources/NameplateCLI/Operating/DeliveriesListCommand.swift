import ArgumentParser
import Nameplate

struct DeliveriesListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List what each network knows of each reader.",
        discussion: """
            EXAMPLES
              nameplate deliveries list
              nameplate deliveries list --state pending --network labs.fyre.co --limit 20
              nameplate deliveries list --all --json > deliveries.ndjson

            With --json each delivery is a line of JSON.
            """
    )

    @Option(help: ArgumentHelp("Only those in this state: \(DeliveryState.list).", valueName: "state"))
    var state: DeliveryState?
    @Option(help: ArgumentHelp("Only those of this network.", valueName: "name"))
    var network: String?
    @Option(help: ArgumentHelp("How many at most: 1 to 1000.", valueName: "number"))
    var limit = 100
    @Flag(help: "List all of them, however many.")
    var all = false
    @Flag(help: "Print JSON, one delivery to a line.")
    var json = false
    @OptionGroup var service: ServiceOptions

    func validate() throws {
        guard (1...1000).contains(limit) else { throw ValidationError("--limit must be from 1 to 1000.") }
        try DeliveryState.check(network: network)
    }

    func run() async throws {
        try await service.withClient { client in
            var next: String?
            repeat {
                let page = try await client.get(path(after: next)).members
                guard case .array(let deliveries) = page["deliveries"] else {
                    throw Failure("The answer can't be read.")
                }
                try write(deliveries.compactMap(\.object), isFirst: next == nil)
                next = page["next"]?.string
            } while all && next != nil
            if next != nil { Output.note("There may be more; --all lists them.") }
        }
    }

    private func path(after position: String?) -> String {
        var path = "/deliveries?limit=\(all ? 1000 : limit)"
        if let state { path += "&state=\(state.rawValue)" }
        if let network { path += "&network=\(network)" }
        if let position { path += "&after=\(position)" }
        return path
    }

    private func write(_ deliveries: [[String: JSONValue]], isFirst: Bool) throws {
        if json {
            for delivery in deliveries {
                var writer = JSONWriter()
                writer.element(json: .object(delivery))
                try Output.result(String(decoding: writer.bytes, as: UTF8.self))
            }
            return
        }
        let columns = ["network", "user", "state", "version", "pulled_version", "attempts", "status", "error"]
        var table = TextTable(header: columns.map { $0.uppercased() })
        for delivery in deliveries { table.add(columns.map { delivery[$0]?.plainText ?? "-" }) }
        for line in isFirst ? table.lines : Array(table.lines.dropFirst()) { try Output.result(line) }
    }
}
