import ArgumentParser

/// The program: it parses its arguments and hands on to a command.
@main
struct NameplateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "nameplate",
        abstract: "Single sign-on for a comment network, where a new display name shows everywhere at once.",
        discussion: """
            EXAMPLES
              nameplate demo                      See it happen on this machine.
              nameplate config check              See what 'serve' would run with.
              nameplate serve --config site.json  Run the service.
              nameplate user rename ada "Ada L."  Change a name at a running service.

            Settings come from options, NAMEPLATE_… variables and a JSON file, in this order; 'nameplate serve --help' \
            lists them. Secrets are never taken as arguments.

            Completions for your shell: nameplate --generate-completion-script bash (or zsh, or fish).
            """,
        version: ProgramVersion.text,
        subcommands: [
            DemoCommand.self, ServeCommand.self, SandboxCommand.self, TokenCommand.self, UserCommand.self,
            DeliveriesCommand.self, NetworkCommand.self, ConfigCommand.self, MigrateCommand.self, BackupCommand.self,
            StoreCommand.self,
        ]
    )
}

enum ProgramVersion {
    static let text = "0.1.0"
}
