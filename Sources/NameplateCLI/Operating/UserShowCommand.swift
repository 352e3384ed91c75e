import ArgumentParser

struct UserShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show a reader's profile, and what networks know of it.",
        discussion: """
            EXAMPLES
              nameplate user show ada
              nameplate user show ada --json
            """
    )

    @OptionGroup var user: UserArgument
    @Flag(help: "Print the service's own JSON.")
    var json = false
    @OptionGroup var service: ServiceOptions

    func run() async throws {
        try await service.withClient { client in
            let answer = try await client.get(user.path)
            if json {
                try Output.result(String(decoding: answer.body, as: UTF8.self))
            } else {
                try UserReport(answer).write()
            }
        }
    }
}
