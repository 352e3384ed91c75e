import ArgumentParser

struct TokenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token",
        abstract: "Mint, check and explain Livefyre tokens, without a server or a database.",
        discussion: """
            EXAMPLES
              export NAMEPLATE_NETWORK=labs.fyre.co
              export NAMEPLATE_NETWORK_KEY_FILE=/etc/nameplate/key
              nameplate token mint --user ada --name "Ada L."
              nameplate token mint --batch < users.ndjson > tokens.txt
              nameplate token verify --system "$TOKEN" && echo good
              nameplate token explain "$TOKEN"

            A token goes to standard output alone, everything else to standard error.
            """,
        subcommands: [
            TokenMintCommand.self, TokenSystemCommand.self, TokenVerifyCommand.self, TokenExplainCommand.self,
        ]
    )
}
