import ArgumentParser
import Nameplate

struct NetworkPingCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ping",
        abstract: "Have the service ping a network for one reader, and say what came of it.",
        discussion: """
            EXAMPLES
              nameplate network ping labs.fyre.co ada

            The exit code is 0 when the network took the ping.
            """
    )

    private static let patience = Duration.seconds(12)

    @Argument(help: "The network's full name, such as labs.fyre.co.")
    var network: String
    @OptionGroup var user: UserArgument
    @OptionGroup var service: ServiceOptions

    func validate() throws { try DeliveryState.check(network: network) }

    func run() async throws {
        try await service.withClient { client in
            let body = JSONWriter.object { json in
                json.member("user", user.id)
                json.member("network", network)
            }
            let count = try await client.post("/deliveries/replay", body).members["count"]
            guard count?.number != 0 else {
                _ = try await client.get(user.path)
                throw Failure("\(network) was never owed anything for '\(user.id)'; change the profile first.")
            }
            try report(try await outcome(by: client))
        }
    }

    /// A replay starts the attempts anew, so the first attempt that is seen is ours.
    private func outcome(by client: ServiceClient) async throws -> [String: JSONValue] {
        let start = ContinuousClock.now
        while true {
            let answer = try await client.get(user.path)
            guard case .array(let deliveries) = answer.members["deliveries"],
                let delivery = deliveries.compactMap(\.object).first(where: { $0["network"]?.string == network })
            else { throw Failure("The service says nothing of \(network) for '\(user.id)'.") }
            let isTried = (delivery["attempts"]?.number ?? 0) > 0
            if Self.isTaken(delivery) || isTried || ContinuousClock.now - start > Self.patience { return delivery }
            try await Task.sleep(for: .milliseconds(100))  // the service tells backends nothing by itself
        }
    }

    private static func isTaken(_ delivery: [String: JSONValue]) -> Bool {
        ["acknowledged", "confirmed"].contains(delivery["state"]?.string)
    }

    private func report(_ delivery: [String: JSONValue]) throws {
        let status = delivery["status"].map { " It answered \($0.plainText)." } ?? ""
        let error = delivery["error"].map { " Error: \($0.plainText)." } ?? ""
        guard Self.isTaken(delivery) else {
            throw Failure("\(network) did not take the ping; it is tried again later.\(status)\(error)")
        }
        let isPulled = delivery["state"]?.string == "confirmed"
        try Output.result(
            "\(network) took the ping.\(status)" + (isPulled ? " It had read this version of the profile before." : "")
        )
    }
}
