import ArgumentParser
import Nameplate

struct UserAddCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Add a reader.",
        discussion: """
            EXAMPLES
              nameplate user add ada --name "Ada Lovelace"
              nameplate user add ada --name "Ada Lovelace" --password-file -

            With '--password-file -' the password is asked for, or read from standard input if that is not a \
            terminal. Without a password a reader signs in by the site's own login only.
            """
    )

    @OptionGroup var user: UserArgument
    @Option(help: "The name that others see, of 1 to 50 characters.")
    var name: String
    @Option(help: "The reader's address for mail, which only the site's backend may set.")
    var email: String?
    @Option(
        help: ArgumentHelp(
            "A file that holds the password and is its owner's alone (chmod 600); - asks.",
            valueName: "path"
        ),
        completion: .file()
    )
    var passwordFile: String?
    @OptionGroup var service: ServiceOptions

    func run() async throws {
        let password = try passwordFile.map { try $0 == "-" ? Prompt.password() : SecretFile.read($0) }
        try await service.withClient { client in
            // An id that is there would be replaced whole, password and all; nobody who says "add" means that.
            if try await client.get(user.path, accepting: [404]).status == 200 {
                throw Failure("There is a reader '\(user.id)' already.")
            }
            let body = JSONWriter.object { json in
                json.member("display_name", name)
                json.member("email", email)
                json.member("password", password)
            }
            let answer = try await client.put(user.path, body)
            try UserReport(answer).write()
        }
    }
}
