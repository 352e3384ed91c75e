import Foundation
import Testing

/// The README says what the program says.
@Suite struct ReadmeTests {
    @Test func `the table of settings has every setting and no other`() async throws {
        let shown = try await Program.run("config", "check").lines.dropFirst().compactMap {
            $0.split(separator: " ").first
        }
        let rows = try readme().split(separator: "\n").compactMap { $0.firstMatch(of: /^\| `([A-Z_]+)` \|/)?.1 }
        #expect(shown.count > 15)
        #expect(Set(shown.map(String.init)) == Set(rows.map(String.init)))
    }

    @Test func `defaults stand in the table as the program has them`() async throws {
        let shown = try await Program.run("config", "check").lines.filter { $0.hasSuffix(" default") }
        let readme = try readme()
        for line in shown where !line.hasPrefix("PUBLIC_") {
            let words = line.split(separator: " ")
            let value = words.dropFirst().dropLast().joined(separator: " ")
            #expect(readme.contains("| `\(words[0])` | `\(value)` |"), "\(words[0])")
        }
    }

    @Test func `every command of the table has help`() async throws {
        let rows = try readme().split(separator: "\n").compactMap { $0.firstMatch(of: /^\| `nameplate ([a-z-]+)/)?.1 }
        #expect(Set(rows).count == 11)
        for command in Set(rows) {
            let help = try await Program.run("help", String(command))
            #expect(help.output.hasPrefix("OVERVIEW: "))
        }
    }

    private func readme() throws -> String {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return try String(contentsOf: root.appending(path: "README.md"), encoding: .utf8)
    }
}
