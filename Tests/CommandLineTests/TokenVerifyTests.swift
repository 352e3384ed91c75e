import Subprocess
import Testing

struct TokenVerifyTests {
    /// The vectors V15 to V19 with the reason that each is to be refused for.
    static let refused: [(token: String, reason: String)] = [
        (
            "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJkb21haW4iOiJsYWJzLmZ5cmUuY28iLCJ1c2VyX2lkIjoic3lzdGVtIiwiZGlzcGxh"
                + "eV9uYW1lIjoic3lzdGVtIiwiZXhwaXJlcyI6MTAwMDAwMDAwMH0.UVhEup2HUBRW_SGapLbY5MDuWlIuJlyAA0lRbOVNQ3I",
            "expired"
        ),
        (
            "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJkb21haW4iOiJvdGhlci5meXJlLmNvIiwidXNlcl9pZCI6InN5c3RlbSIsImRpc3Bs"
                + "YXlfbmFtZSI6InN5c3RlbSIsImV4cGlyZXMiOjE5MDAwMDAwMDB9.taM-sfHeKZ8n5vwAc0pfRk2_mcO8gpcnGs7n-wSv8q8",
            "other.fyre.co"
        ),
        (
            "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJkb21haW4iOiJsYWJzLmZ5cmUuY28iLCJ1c2VyX2lkIjoidXNlcjEiLCJkaXNwbGF5"
                + "X25hbWUiOiJzeXN0ZW0iLCJleHBpcmVzIjoxOTAwMDAwMDAwfQ.c6lGLQmKGRQpWrsQrU6-SdCjhi39KYr6PMSAHR9zV24",
            "not the system token"
        ),
        (
            "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJkb21haW4iOiJsYWJzLmZ5cmUuY28iLCJ1c2VyX2lkIjoic3lzdGVtIiwiZGlzcGxh"
                + "eV9uYW1lIjoic3lzdGVtIiwiZXhwaXJlcyI6MTkwMDAwMDAwMH0.bW8JgjWHhya8_W0XTfT_bdqA3Nq1AVAx3KVObIuP4as",
            "not signed with this network's key"
        ),
        (
            "eyJ0eXAiOiJKV1QiLCJhbGciOiJub25lIn0.eyJkb21haW4iOiJsYWJzLmZ5cmUuY28iLCJ1c2VyX2lkIjoic3lzdGVtIiwiZGlzcGxhe"
                + "V9uYW1lIjoic3lzdGVtIiwiZXhwaXJlcyI6MTkwMDAwMDAwMH0.",
            "'none'"
        ),
    ]

    @Test(arguments: refused)
    func `a forged or stale system token is 1, with its own reason`(token: String, reason: String) async throws {
        let run = try await Program.run("token", "verify", "--system", token, environment: Program.keyed)
        #expect(run.status == .exited(1))
        #expect(run.output.isEmpty)
        #expect(run.complaint.hasPrefix("Refused: "))
        #expect(run.complaint.contains(reason))
    }

    @Test func `the reasons differ`() async throws {
        var complaints: Set<String> = []
        for (token, _) in Self.refused {
            complaints.insert(
                try await Program.run("token", "verify", "--system", token, environment: Program.keyed).complaint
            )
        }
        #expect(complaints.count == Self.refused.count)
    }

    @Test func `a good token is 0, from an argument and from standard input`() async throws {
        let token = try await Program.run("token", "mint", "--user", "ada", "--name", "A", environment: Program.keyed)
        let line = try #require(token.lines.first)
        let first = try await Program.run("token", "verify", line, environment: Program.keyed)
        #expect(first.status == .exited(0))
        #expect(first.output.isEmpty)
        #expect(first.complaint.contains("'ada'"))
        let second = try await Program.run("token", "verify", "-", environment: Program.keyed, input: token.output)
        #expect(second.status == .exited(0))
        let later = try await Program.run("token", "verify", line, "--now", "9000000000", environment: Program.keyed)
        #expect(later.status == .exited(1))
    }

    @Test func `what a token says can't command the terminal`() async throws {
        // {"domain":"labs.fyre.co","user_id":"\u001b[31mred","expires":1}
        let payload = "eyJkb21haW4iOiJsYWJzLmZ5cmUuY28iLCJ1c2VyX2lkIjoiXHUwMDFiWzMxbXJlZCIsImV4cGlyZXMiOjF9"
        let run = try await Program.run("token", "explain", "eyJhbGciOiJIUzI1NiJ9.\(payload).AAAA")
        #expect(run.status == .exited(0))
        #expect(run.output.contains("red"))
        #expect(!run.output.contains("\u{1b}"))
    }

    @Test func `an explanation names the library and the usual mistake with the key`() async throws {
        let token =
            "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJkb21haW4iOiJsYWJzLmZ5cmUuY28iLCJ1c2VyX2lkIjoic3lzdGVtIiwiZGlzcGxh"
            + "eV9uYW1lIjoic3lzdGVtIiwiZXhwaXJlcyI6MTkwMDAwMDAwMH0.IXkNFSy7zVuX9dC5PgzBW1L5TjsYnednqmfV9WXtwPI"
        let run = try await Program.run(
            "token",
            "explain",
            token,
            environment: ["NAMEPLATE_NETWORK_KEY": "0123456789abcdefghijklmnopqrstuvwxyzABCD"]
        )
        #expect(run.status == .exited(0))
        #expect(run.output.contains("Written as by Livefyre's Java library 2."))
        #expect(run.output.contains("first 32 bytes"))
        #expect(run.output.contains("Verdict: refused by labs.fyre.co."))
        let unknown = try await Program.run("token", "explain", token)
        #expect(unknown.output.contains("Verdict: unknown"))
    }
}
