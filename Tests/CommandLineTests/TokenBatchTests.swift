import Subprocess
import Testing

struct TokenBatchTests {
    private func mint(_ input: String) async throws -> Program.Run {
        try await Program.run(
            "token",
            "mint",
            "--batch",
            "--now",
            "1700000000",
            environment: Program.keyed,
            input: input
        )
    }

    private func token(_ user: String, _ name: String, lifetime: Int = 3600) async throws -> String {
        let run = try await Program.run(
            "token",
            "mint",
            "--user",
            user,
            "--name",
            name,
            "--expires",
            "\(1_700_000_000 + lifetime)",
            environment: Program.keyed
        )
        return try #require(run.lines.first)
    }

    @Test func `each line gets the token that it would get by itself, in order, however it is written`() async throws {
        let input = [
            #"{"user":"ada","name":"Ada L."}"#,
            #"{"user": "grace", "name": "Grace Hopper"}"#,
            #" { "name" : "Zo\u00eb" , "user" : "zoe" } "#,
            #"{"user":"alan","name":"Alan \"T\"","expires_in":60}"#,
            #"{"user":"zoe","name":"Zoë"}"#,
        ]
        let run = try await mint(input.joined(separator: "\n"))
        #expect(run.status == .exited(0))
        #expect(
            run.lines == [
                try await token("ada", "Ada L."), try await token("grace", "Grace Hopper"),
                try await token("zoe", "Zoë"), try await token("alan", "Alan \"T\"", lifetime: 60),
                try await token("zoe", "Zoë"),
            ]
        )
    }

    /// More lines than any buffer holds, so that lines are cut everywhere.
    @Test func `twenty thousand lines give twenty thousand different tokens`() async throws {
        let input = (0..<20_000).map { "{\"user\":\"user\($0)\",\"name\":\"Reader \($0)\"}\n" }.joined()
        let run = try await mint(input)
        #expect(run.status == .exited(0))
        #expect(Set(run.lines).count == 20_000)
        #expect(run.lines.last == (try await token("user19999", "Reader 19999")))
    }

    @Test(
        arguments: [
            (#"{"user":"ada"}"#, "no 'name'"), (#"{"user":"a b","name":"A"}"#, "'user'"),
            (#"{"user":"ada","name":""}"#, "'name'"), (#"{"user":"ada","nme":"A","name":"A"}"#, "'nme'"),
            (#"{"user":1,"name":"A"}"#, "'user' must be a string"), ("ada", "not a JSON object"), ("", "not a JSON"),
            (#"{"user":"ada","name":"A"} x"#, "not a JSON object"), (#"{"user":"system","name":"A"}"#, "'user'"),
            (#"{"user":"ada","name":"A","expires_in":0}"#, "'expires_in'"),
            (#"{"user":"ada","name":"A","expires_in":1.5}"#, "'expires_in'"),
        ]
    )
    func `a wrong line stops it, is named, and costs the lines before it nothing`(
        line: String,
        reason: String
    )
        async throws
    {
        let good = #"{"user":"ada","name":"Ada L."}"#
        let run = try await mint([good, good, line, good].joined(separator: "\n"))
        #expect(run.status == .exited(1))
        #expect(run.lines.count == 2)
        #expect(run.complaint.hasPrefix("line 3: "))
        #expect(run.complaint.contains(reason))
    }

    @Test func `a line without end is refused before memory is`() async throws {
        let run = try await Program.shell(
            "head -c 10000000 /dev/zero | nameplate token mint --batch",
            environment: Program.keyed
        )
        #expect(run.status == .exited(1))
        #expect(run.complaint.contains("line 1: It is longer than"))
    }

    @Test func `a reader who has seen enough ends it without a word`() async throws {
        let line = #"{"user":"ada","name":"Ada L."}"#
        let run = try await Program.shell(
            "yes '\(line)' | nameplate token mint --batch | head -n 2",
            environment: Program.keyed
        )
        #expect(run.lines.count == 2)
        #expect(run.complaint.isEmpty)
    }

    @Test func `no lines are no tokens`() async throws {
        let run = try await mint("")
        #expect(run.status == .exited(0))
        #expect(run.output.isEmpty)
    }
}
