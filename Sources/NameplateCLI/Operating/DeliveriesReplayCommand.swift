import ArgumentParser
import Nameplate

struct DeliveriesReplayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Tell networks again what they were told, or could not be told.",
        discussion: """
            EXAMPLES
              nameplate deliveries replay --user ada
              nameplate deliveries replay --id labs.fyre.co/ada
              nameplate deliveries replay --state discarded --network labs.fyre.co
              nameplate deliveries replay --since 1900000000
            """
    )

    @Option(help: ArgumentHelp("The deliveries of this reader.", valueName: "id"))
    var user: String?
    @Option(help: ArgumentHelp("The one delivery of this network and reader.", valueName: "network/id"))
    var id: String?
    @Option(help: ArgumentHelp("The deliveries in this state: \(DeliveryState.list).", valueName: "state"))
    var state: DeliveryState?
    @Option(help: ArgumentHelp("The deliveries wanted since this time, in seconds since 1970.", valueName: "epoch"))
    var since: Int?
    @Option(help: ArgumentHelp("Only those of this network.", valueName: "name"))
    var network: String?
    @OptionGroup var service: ServiceOptions

    func validate() throws {
        guard [user != nil, id != nil, state != nil, since != nil].count(where: { $0 }) == 1 else {
            throw ValidationError("Give exactly one of --user, --id, --state and --since.")
        }
    }

    func run() async throws {
        try await service.withClient { client in
            let body = JSONWriter.object { json in
                json.member("user", user)
                json.member("id", id)
                json.member("state", state?.rawValue)
                json.member("since", since)
                json.member("network", network)
            }
            let count = try await client.post("/deliveries/replay", body).members["count"]
            try Output.result("\(count?.plainText ?? "?") to be sent again.")
        }
    }
}
