import ArgumentParser
import Nameplate

struct NetworkReconcileCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reconcile",
        abstract: "Go through all readers, and tell a network of those that it doesn't have as they are.",
        discussion: """
            EXAMPLES
              nameplate network reconcile
              nameplate network reconcile labs.fyre.co --since 1900000000
              nameplate network reconcile --after-restore

            Without a name it goes through all networks. It can be stopped at any time, and says where to go on. After \
            a restored backup, --after-restore first lifts all versions above any that were ever issued.
            """
    )

    private static let slice = 1000

    @Argument(help: "The network's full name, such as labs.fyre.co.")
    var network: String?
    @Option(help: ArgumentHelp("Only readers who were changed since, in seconds since 1970.", valueName: "epoch"))
    var since: Int?
    @Option(help: ArgumentHelp("Go on behind this reader, where an earlier run stopped.", valueName: "id"))
    var after: String?
    @Flag(help: "Lift all versions first: the database was restored from a backup.")
    var afterRestore = false
    @OptionGroup var service: ServiceOptions

    func validate() throws {
        try DeliveryState.check(network: network)
        guard after == nil || network != nil else { throw ValidationError("--after needs the network's name.") }
    }

    func run() async throws {
        try await service.withClient { client in
            let names = if let network { [network] } else { try await names(at: client) }
            // Versions are one for all networks, so the first lifts them; to the others they are new as they are.
            for (place, name) in names.enumerated() {
                try await reconcile(name, isLifting: afterRestore && place == 0, by: client)
            }
        }
    }

    private func names(at client: ServiceClient) async throws -> [String] {
        guard case .array(let networks) = try await client.get("/networks").members["networks"] else {
            throw Failure("The answer can't be read.")
        }
        return networks.compactMap { network in
            // A network that is not configured any more has no lane.
            network.object?["lane"] == nil ? nil : network.object?["name"]?.string
        }
    }

    private func reconcile(_ name: String, isLifting: Bool, by client: ServiceClient) async throws {
        var (examined, owed) = (0, 0)
        var next = after
        repeat {
            let result: [String: JSONValue]
            do {
                result = try await client.post("/networks/\(name)/reconcile", body(after: next, isLifting)).members
            } catch {
                let options = options(isLifting)
                if let next { Output.note("Go on with: nameplate network reconcile \(name) --after \(next)\(options)") }
                throw error
            }
            examined += Int(result["examined"]?.number ?? 0)
            owed += Int(result["owed"]?.number ?? 0)
            next = result["next"]?.string
            if let next { Output.note("\(name): \(examined) readers up to \(next), \(owed) to be told again") }
        } while next != nil
        try Output.result("\(name): \(owed) of \(examined) readers are told again.")
    }

    private func body(after: String?, _ isLifting: Bool) -> [UInt8] {
        JSONWriter.object { json in
            json.member("after", after)
            json.member("limit", Self.slice)
            json.member("since", since)
            if isLifting { json.member("after_restore", true) }
        }
    }

    private func options(_ isLifting: Bool) -> String {
        (since.map { " --since \($0)" } ?? "") + (isLifting ? " --after-restore" : "")
    }
}
