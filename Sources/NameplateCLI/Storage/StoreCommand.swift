import ArgumentParser

struct StoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "store",
        abstract: "Move everything to another database.",
        discussion: """
            EXAMPLES
              nameplate store copy --from sqlite:nameplate.db \\
                --to postgres://nameplate@db/nameplate
            """,
        subcommands: [StoreCopyCommand.self]
    )
}
