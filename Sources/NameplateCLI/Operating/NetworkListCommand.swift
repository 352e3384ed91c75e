import ArgumentParser
import Nameplate

struct NetworkListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the networks, what they are owed, and how their lanes stand.",
        discussion: """
            EXAMPLES
              nameplate network list
              nameplate network list --json

            LANE is that of the instance which answers: closed while all is well, open while the network is left \
            alone, half-open while a single ping tries it.
            """
    )

    @Flag(help: "Print the service's own JSON.")
    var json = false
    @OptionGroup var service: ServiceOptions

    func run() async throws {
        try await service.withClient { client in
            let answer = try await client.get("/networks")
            if json { return try Output.result(String(decoding: answer.body, as: UTF8.self)) }
            guard case .array(let networks) = answer.members["networks"] else {
                throw Failure("The answer can't be read.")
            }
            var table = TextTable(header: ["NETWORK", "KIND", "OWED", "UNREAD", "DRIFTED", "LANE", "WHY"])
            for network in networks.compactMap(\.object) { table.add(NetworkReport(network).row) }
            for line in table.lines { try Output.result(line) }
        }
    }
}
