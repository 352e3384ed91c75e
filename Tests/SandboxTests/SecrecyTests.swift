import LivefyreSandbox
import Nameplate
import Testing

@Suite struct SecrecyTests {
    @Test func `neither the network key nor a token is in any answer or in the log`() async throws {
        try await withLab { lab async throws in
            let token = try lab.token("ada")
            var answers = [
                try await lab.ping("ada"), try await lab.ping("ada", token: Vectors.wrongKey),
                try await lab.get("/api/v3.0/nothing?lftoken=\(token)"),
            ]
            try await lab.settled("ada")
            let auth = try await lab.get("/api/v3.0/auth/?lftoken=\(token)")
            for path in [
                "/studio", "/studio/studio.js", "/studio/users", "/studio/users/ada", "/studio/log", "/studio/faults",
                "/studio/pull-url",
            ] {
                answers.append(try await lab.get(path))
            }
            let pulled = try #require(lab.publisher.pulls.first?.token)
            for text in answers.map(\.text) + [lab.log.text] {
                #expect(!text.contains("testkeytest"))
                // Every token of this key and these headers starts like this.
                #expect(!text.contains("eyJ"))
                #expect(!text.contains(pulled))
                #expect(!text.contains("lftoken="))
            }
            // This answer's purpose is to hand tokens over.
            #expect(!auth.text.contains("testkeytest"))
        }
    }

    @Test func `requests are logged by method, route and status`() async throws {
        try await withLab { lab async throws in
            try await lab.ping("ada")
            try await lab.entry { $0.step == 2 }
            let line = lab.log.text.split(separator: "\n").first { $0.contains("refresh") }
            #expect(line?.contains("/api/v3.0/user/{id}/refresh") == true)
            #expect(line?.contains("200") == true)
            #expect(line?.contains("POST") == true)
        }
    }
}
