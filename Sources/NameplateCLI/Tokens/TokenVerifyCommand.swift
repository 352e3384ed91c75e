import ArgumentParser
import Livefyre

struct TokenVerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Check a token: the exit code is 0 for a good one and 1 for any other.",
        discussion: """
            EXAMPLES
              nameplate token verify --network labs.fyre.co "$TOKEN"
              echo "$TOKEN" | nameplate token verify --network labs.fyre.co -
              nameplate token verify --network labs.fyre.co --system "$LFTOKEN"

            Why it is refused, or whose it is, goes to standard error.
            """
    )

    @OptionGroup var network: NetworkOptions
    @Flag(help: "Take nothing but a system token.")
    var system = false
    @OptionGroup var clock: ClockOptions
    @OptionGroup var argument: TokenArgument

    func run() throws {
        let network = try network.required()
        let token = try argument.read()
        let now = clock.seconds
        do {
            let claims =
                system ? try network.verifySystemToken(token, now: now) : try network.verify(token, now: now)
            Output.note(Self.describe(claims, now: now))
        } catch {
            Output.note("Refused: \(error.reason.printable)")
            throw ExitCode(1)
        }
    }

    private static func describe(_ claims: TokenClaims, now: Int) -> String {
        let whose =
            claims.isSystem
            ? "the system token of \(claims.domain)"
            : "a token of the user '\(claims.userID.printable)'\(claims.displayName.map { ", named '\($0.printable)'," } ?? "")"
                + " of \(claims.domain)"
        return "Good: \(whose), for another \(claims.secondsLeft(at: now)) seconds."
    }
}
