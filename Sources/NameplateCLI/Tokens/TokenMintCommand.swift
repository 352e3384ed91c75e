import ArgumentParser
import Livefyre
import Nameplate

struct TokenMintCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mint",
        abstract: "Mint userAuthTokens: one, or one for each line of standard input.",
        discussion: """
            EXAMPLES
              export NAMEPLATE_NETWORK=labs.fyre.co
              export NAMEPLATE_NETWORK_KEY_FILE=/etc/nameplate/key
              nameplate token mint --user ada --name "Ada L." --expires-in 600
              nameplate token mint --batch < users.ndjson > tokens.txt

            With --batch, each line is a JSON object such as {"user":"ada","name":"Ada L."}, with "expires_in" in \
            seconds if it is to differ from the others. The tokens come one to a line, in the same order. At the first \
            line that is wrong, minting stops: its number and what is wrong with it go to standard error, the tokens \
            of the lines before it are all written, and the exit code is 1.
            """
    )

    static let lifetime = 3600

    @OptionGroup var network: NetworkOptions
    @Option(help: ArgumentHelp("The reader's id: 1 to 255 of A-Z a-z 0-9 _ . -", valueName: "id"))
    var user: String?
    @Option(help: "The name that others see, of 1 to 50 characters.")
    var name: String?
    @OptionGroup var expiry: ExpiryOptions
    @OptionGroup var clock: ClockOptions
    @Flag(help: "Read lines of JSON from standard input, and write a token for each.")
    var batch = false

    func validate() throws {
        guard batch else {
            guard user != nil, name != nil else { throw ValidationError("Give --user and --name, or --batch.") }
            return
        }
        guard user == nil, name == nil else {
            throw ValidationError("With --batch, users and names come from standard input.")
        }
    }

    func run() throws {
        let network = try network.required()
        let now = clock.seconds
        let expires = try expiry.moment(now: now, lifetime: Self.lifetime)
        guard let user, let name else {
            try TokenBatch(network: network, now: now, expires: expires).run(from: .input, to: .output)
            return
        }
        var token: [UInt8] = []
        do {
            let user = try UserID(user)
            let name = try DisplayName(name)
            network.appendUserAuthToken(for: user, named: name, expires: expires, to: &token)
        } catch let error as InvalidUserID {
            throw Failure("--user: \(error)")
        } catch let error as InvalidText {
            throw Failure("--name: \(error)")
        }
        try Output.result(String(decoding: token, as: UTF8.self))
    }
}
