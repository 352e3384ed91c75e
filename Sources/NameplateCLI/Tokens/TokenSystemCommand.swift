import ArgumentParser
import Livefyre

struct TokenSystemCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "system",
        abstract: "Mint a system token: whoever holds it acts for the network and may read every profile.",
        discussion: """
            EXAMPLES
              nameplate token system --network labs.fyre.co
              PING=http://127.0.0.1:8090/api/v3.0/user/ada/refresh
              curl -X POST "$PING?lftoken=$(nameplate token system)"

            It is for servers. A browser must never get one.
            """
    )

    @OptionGroup var network: NetworkOptions
    @OptionGroup var expiry: ExpiryOptions
    @OptionGroup var clock: ClockOptions

    func run() throws {
        let network = try network.required()
        let expires = try expiry.moment(now: clock.seconds, lifetime: 86_400)
        try Output.result(network.systemToken(expiresIn: expires, now: 0))
    }
}
