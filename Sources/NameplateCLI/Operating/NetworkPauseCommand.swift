import ArgumentParser
import Nameplate

struct NetworkPauseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause",
        abstract: "Send nothing more to a network, for a while or until it is resumed.",
        discussion: """
            EXAMPLES
              nameplate network pause labs.fyre.co
              nameplate network pause labs.fyre.co --for 10m --reason "they move house"

            Changes work on; what the network is owed waits, and is sent afterwards. Other instances learn of it within \
            four seconds.
            """
    )

    @Argument(help: "The network's full name, such as labs.fyre.co.")
    var network: String
    @Option(
        name: .customLong("for"),
        help: ArgumentHelp("For how long: seconds, or a number with s, m, h or d.", valueName: "time")
    )
    var span: TimeSpan?
    @Option(help: "Why, for whoever looks.")
    var reason: String?
    @OptionGroup var service: ServiceOptions

    func validate() throws { try DeliveryState.check(network: network) }

    func run() async throws {
        try await service.withClient { client in
            let body = JSONWriter.object { json in
                json.member("for", span?.seconds)
                json.member("reason", reason)
            }
            let answer = try await client.post("/networks/\(network)/pause", body)
            try Output.result(NetworkReport(answer.members["network"]?.object ?? [:]).sentence)
        }
    }
}

/// A span of time as an option: `90`, `90s`, `10m`, `2h`, `3d`.
struct TimeSpan: ExpressibleByArgument {
    let seconds: Int

    init?(argument: String) {
        let units: [Character: Int] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
        let unit = argument.last.flatMap { units[$0] }
        guard let number = Int(unit == nil ? argument[...] : argument.dropLast()), (1...31_536_000).contains(number),
            number * (unit ?? 1) <= 31_536_000
        else { return nil }
        seconds = number * (unit ?? 1)
    }
}
