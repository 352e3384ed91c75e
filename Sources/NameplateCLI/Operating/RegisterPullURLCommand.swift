import ArgumentParser
import FoundationEssentials
import Nameplate

struct RegisterPullURLCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "register-pull-url",
        abstract: "Tell the network where it reads profiles back.",
        discussion: """
            EXAMPLES
              nameplate network register-pull-url labs.fyre.co
              nameplate network register-pull-url labs.fyre.co \\
                'https://sso.example.com/livefyre/profile/{id}'

            The network puts the reader's id in the place of {id}. Without an address it is /livefyre/profile/{id} \
            at NAMEPLATE_PUBLIC_URL, or else at the service's own address.
            """
    )

    @Argument(help: "The network's full name, such as labs.fyre.co.")
    var network: String
    @Argument(help: "The address, with {id} in it.")
    var url: String?
    @OptionGroup var service: ServiceOptions

    func validate() throws { try DeliveryState.check(network: network) }

    func run() async throws {
        let origin = ProcessInfo.processInfo.environment[Setting.publicURL.variable] ?? service.address
        let url = url ?? "\(origin)/livefyre/profile/{id}"
        try await service.withClient { client in
            let body = JSONWriter.object { $0.member("url", url) }
            _ = try await client.put("/networks/\(network)/pull-url", body)
            try Output.result("\(network) reads profiles at \(url)")
        }
    }
}
