import Subprocess
import Testing

/// The expected tokens are those of the vectors V2 and V7, and were not made by this program.
struct TokenMintTests {
    @Test func `a system token is the known one, byte for byte`() async throws {
        let run = try await Program.run("token", "system", "--now", "1899913600", environment: Program.keyed)
        #expect(run.status == .exited(0))
        #expect(
            run.output
                == "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJkb21haW4iOiJsYWJzLmZ5cmUuY28iLCJ1c2VyX2lkIjoic3lzdGVtIiwi"
                + "ZGlzcGxheV9uYW1lIjoic3lzdGVtIiwiZXhwaXJlcyI6MTkwMDAwMDAwMH0.uAUez_eHksQsxb60Iik68c-9TJzXVBkJHVpZS"
                + "520ESg\n"
        )
    }

    @Test(arguments: [["--expires", "1900000000"], ["--expires-in", "600", "--now", "1899999400"]])
    func `a reader's token is the known one, byte for byte`(moment: [String]) async throws {
        let arguments = ["token", "mint", "--user", "user-1.A_b", "--name", "Zoë <O'Neil> & Co/日本"] + moment
        let run = try await Program.run(arguments, environment: Program.keyed)
        #expect(
            run.output
                == "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJkb21haW4iOiJsYWJzLmZ5cmUuY28iLCJ1c2VyX2lkIjoidXNlci0xLkFf"
                + "YiIsImRpc3BsYXlfbmFtZSI6Ilpvw6sgPE8nTmVpbD4gJiBDby_ml6XmnKwiLCJleHBpcmVzIjoxOTAwMDAwMDAwfQ.K9r9le"
                + "xZp56xYORYTDBNz_PC6ct4jYZ8BRhLA54FgUQ\n"
        )
    }

    @Test func `a token stands alone on standard output, and a weak key is complained about on the other`()
        async throws
    {
        let run = try await Program.run("token", "mint", "--user", "ada", "--name", "A", environment: Program.keyed)
        #expect(run.lines.count == 1)
        #expect(run.lines.first?.split(separator: ".").count == 3)
        #expect(run.error.hasPrefix("Warning: The network key is"))
    }

    @Test func `without a key it says what to set, and mints nothing`() async throws {
        let environment = ["NAMEPLATE_NETWORK": Program.network]
        let run = try await Program.run("token", "mint", "--user", "ada", "--name", "A", environment: environment)
        #expect(run.status == .exited(1))
        #expect(run.output.isEmpty)
        #expect(run.error.contains("NAMEPLATE_NETWORK_KEY"))
        #expect(run.error.contains("--network-key-file"))
    }

    @Test(arguments: ["system", "SYSTEM", "a b", "..", ""])
    func `an id that no reader can have gets no token`(id: String) async throws {
        let run = try await Program.run("token", "mint", "--user", id, "--name", "A", environment: Program.keyed)
        #expect(run.status == .exited(1))
        #expect(run.output.isEmpty)
        #expect(run.complaint.hasPrefix("Error: --user: "))
    }

    @Test func `a key file is used without its line break, but not if others may read it`() async throws {
        try await withFolder { folder in
            let path = try folder.write("\(Program.key)\n", to: "key", mode: 0o600)
            let arguments = [
                "token", "mint", "--network", Program.network, "--network-key-file", path, "--user", "ada", "--name",
                "Ada L.", "--now", "0",
            ]
            let fromFile = try await Program.run(arguments)
            let fromVariable = try await Program.run(
                arguments.filter { ![path, "--network-key-file"].contains($0) },
                environment: Program.keyed
            )
            #expect(fromFile.lines.count == 1)
            #expect(fromFile.output == fromVariable.output)

            try folder.write("\(Program.key)\n", to: "key", mode: 0o644)
            let refused = try await Program.run(arguments)
            #expect(refused.status == .exited(1))
            #expect(refused.output.isEmpty)
            #expect(refused.error.contains("chmod 600 \(path)"))
        }
    }
}
