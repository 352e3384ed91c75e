import ArgumentParser
import Livefyre

struct TokenExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Take a token apart: what it says, which library writes such, and why it would be refused.",
        discussion: """
            EXAMPLES
              nameplate token explain "$TOKEN"
              nameplate token explain - < token.txt
              nameplate token explain --network-key-file key "$TOKEN"

            Without a key it can't be said whether the token is genuine. With one, a wrong signature is compared with \
            the usual mistakes: a decoded key, one cut at 32 bytes, a stray line break.
            """
    )

    @OptionGroup var network: NetworkOptions
    @OptionGroup var clock: ClockOptions
    @OptionGroup var argument: TokenArgument

    func run() throws {
        let token = try argument.read()
        let now = clock.seconds
        let first = TokenExplanation(of: token, now: now)
        let domain = first.claims.last { $0.name == "domain" }?.meaning
        let network = try network.optional(fallback: domain)
        let explanation = network.map { TokenExplanation(of: token, now: now, network: $0) } ?? first
        for line in Self.lines(of: explanation, network: network) { try Output.result(line) }
    }

    private static func lines(of explanation: TokenExplanation, network: LivefyreNetwork?) -> [String] {
        var lines = section("Header", explanation.header) + section("Claims", explanation.claims)
        if !explanation.dialects.isEmpty {
            lines.append("Written as by \(list(explanation.dialects.map(\.title))).")
        }
        lines += explanation.notes.map { "Note: \($0.printable)" }
        switch (explanation.verdict, network) {
        case (.success, .some(let network)):
            lines.append("Verdict: good, for \(network.fullName).")
        case (.failure(let refusal), .some(let network)):
            lines.append("Verdict: refused by \(network.fullName). \(refusal.reason.printable)")
        default:
            lines.append("Verdict: unknown, since no key was given to check the signature with.")
        }
        return lines
    }

    private static func section(_ title: String, _ claims: [TokenExplanation.Claim]) -> [String] {
        guard !claims.isEmpty else { return ["\(title): can't be read."] }
        let width = claims.map(\.name.count).max() ?? 0
        return ["\(title):"]
            + claims.map { claim in
                let gap = String(repeating: " ", count: width - claim.name.count + 2)
                let meaning = claim.meaning.flatMap { "\"\($0)\"" == claim.text ? nil : " (\($0.printable))" } ?? ""
                return "  \(claim.name.printable)\(gap)\(claim.text.printable)\(meaning)"
            }
    }

    private static func list(_ titles: [String]) -> String {
        guard titles.count > 1, let last = titles.last else { return titles.joined() }
        return "\(titles.dropLast().joined(separator: ", ")) or \(last)"
    }
}
