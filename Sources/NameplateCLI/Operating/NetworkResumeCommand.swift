import ArgumentParser
import Nameplate

struct NetworkResumeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume",
        abstract: "End a network's pause.",
        discussion: """
            EXAMPLES
              nameplate network resume labs.fyre.co

            One ping goes first; when that is answered, the rest follows.
            """
    )

    @Argument(help: "The network's full name, such as labs.fyre.co.")
    var network: String
    @OptionGroup var service: ServiceOptions

    func validate() throws { try DeliveryState.check(network: network) }

    func run() async throws {
        try await service.withClient { client in
            let answer = try await client.post("/networks/\(network)/resume", Array("{}".utf8))
            try Output.result(NetworkReport(answer.members["network"]?.object ?? [:]).sentence)
        }
    }
}
