import ArgumentParser

struct DeliveriesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "deliveries",
        abstract: "See what networks are owed, and send it again.",
        discussion: """
            EXAMPLES
              nameplate deliveries list --state discarded
              nameplate deliveries replay --user ada
            """,
        subcommands: [DeliveriesListCommand.self, DeliveriesReplayCommand.self]
    )
}
