import ArgumentParser

struct NetworkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "network",
        abstract: "See how networks are doing, leave one alone for a while, and tell it what it missed.",
        discussion: """
            EXAMPLES
              nameplate network list
              nameplate network register-pull-url labs.fyre.co
              nameplate network ping labs.fyre.co ada
              nameplate network pause labs.fyre.co --for 10m
              nameplate network resume labs.fyre.co
              nameplate network reconcile
            """,
        subcommands: [
            NetworkListCommand.self, RegisterPullURLCommand.self, NetworkPingCommand.self, NetworkPauseCommand.self,
            NetworkResumeCommand.self, NetworkReconcileCommand.self,
        ]
    )
}
