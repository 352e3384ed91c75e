import ArgumentParser

struct UserCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user",
        abstract: "Add, show, follow, rename and erase readers at a running service.",
        discussion: """
            EXAMPLES
              export NAMEPLATE_API_KEY=…
              nameplate user add ada --name "Ada Lovelace" --password-file password
              nameplate user show ada
              nameplate user timeline ada
              nameplate user rename ada "Ada L."
              nameplate user erase ada
            """,
        subcommands: [
            UserAddCommand.self, UserShowCommand.self, UserTimelineCommand.self, UserRenameCommand.self,
            UserEraseCommand.self,
        ]
    )
}
