import ArgumentParser

struct NetworkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "network",
        abstract: "Tell a network where to read profiles, and try a ping.",
        discussion: """
            EXAMPLES
              nameplate network register-pull-url labs.fyre.co
              nameplate network ping labs.fyre.co ada
            """,
        subcommands: [RegisterPullURLCommand.self, NetworkPingCommand.self]
    )
}
