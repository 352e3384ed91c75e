import Subprocess
import Testing

struct HelpTests {
    static let commands: [[String]] = [
        [], ["demo"], ["serve"], ["sandbox"], ["token"], ["token", "mint"], ["token", "system"], ["token", "verify"],
        ["token", "explain"], ["user"], ["user", "add"], ["user", "show"], ["user", "rename"], ["user", "erase"],
        ["deliveries"], ["deliveries", "list"], ["deliveries", "replay"], ["network"],
        ["network", "register-pull-url"], ["network", "ping"], ["config"], ["config", "check"],
        ["migrate"], ["backup"], ["store"], ["store", "copy"],
    ]

    @Test(arguments: commands)
    func `every command's help has examples that fit the width and begin with the program`(
        command: [String]
    )
        async throws
    {
        let run = try await Program.run(command + ["--help"])
        #expect(run.status == .exited(0))
        let lines = run.output.split(separator: "\n", omittingEmptySubsequences: false)
        let heading = try #require(lines.firstIndex(of: "EXAMPLES"))
        let examples = lines[(heading + 1)...].prefix { !$0.isEmpty }
        #expect(examples.contains { $0.hasPrefix((["  nameplate"] + command).joined(separator: " ")) })
        // A line that was broken to fit is no longer indented.
        #expect(examples.allSatisfy { $0.hasPrefix("  ") })
    }

    @Test func `a misspelt command is refused, and a misspelt option is answered with the nearest`() async throws {
        let command = try await Program.run("tokn")
        #expect(command.status == .exited(64))
        let option = try await Program.run("serve", "--prot", "1")
        #expect(option.status == .exited(64))
        #expect(option.error.contains("Did you mean '--port'?"))
    }

    @Test(arguments: ["bash", "zsh", "fish"])
    func `there are completions for each shell`(shell: String) async throws {
        let run = try await Program.run("--generate-completion-script", shell)
        #expect(run.status == .exited(0))
        #expect(run.output.contains("register-pull-url"))
    }
}
