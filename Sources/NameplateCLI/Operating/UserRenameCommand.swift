import ArgumentParser
import Nameplate

struct UserRenameCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rename",
        abstract: "Change a reader's display name, in every open tab and at the network.",
        discussion: """
            EXAMPLES
              nameplate user rename ada "Ada L."
            """
    )

    @OptionGroup var user: UserArgument
    @Argument(help: "The new name, of 1 to 50 characters.")
    var name: String
    @OptionGroup var service: ServiceOptions

    func run() async throws {
        try await service.withClient { client in
            let body = JSONWriter.object { $0.member("display_name", name) }
            try UserReport(try await client.patch(user.path, body)).write()
        }
    }
}
