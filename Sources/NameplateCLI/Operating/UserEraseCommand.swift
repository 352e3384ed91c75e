import ArgumentParser

struct UserEraseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "erase",
        abstract: "Erase a reader for ever: profile, password, sessions, and the name at the network.",
        discussion: """
            EXAMPLES
              nameplate user erase ada
              nameplate user erase ada --yes

            The id can never be used again. Without --yes it asks, which takes a terminal.
            """
    )

    @OptionGroup var user: UserArgument
    @Flag(help: "Don't ask.")
    var yes = false
    @OptionGroup var service: ServiceOptions

    func run() async throws {
        if !yes {
            guard Descriptor.input.isTerminal else {
                throw Failure("There is no terminal to ask on; give --yes to erase '\(user.id)'.")
            }
            guard try Prompt.line("Erase '\(user.id)' for ever? Type the id: ") == user.id else {
                throw Failure("Nothing was erased.")
            }
        }
        try await service.withClient { client in
            try await client.delete(user.path)
            Output.note("'\(user.id)' is erased, and the network is being told.")
        }
    }
}
