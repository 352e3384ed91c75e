import LivefyreSandbox
import Nameplate
import Outbound
import Testing

@Suite struct FaultTests {
    @Test(arguments: [503, 429, 404, 302])
    func `ping_status is what pings are answered with, and nothing is pulled`(status: Int) async throws {
        try await withLab { lab async throws in
            _ = try await lab.faults(#"{"ping_status":\#(status)}"#)
            #expect(try await lab.ping("ada").status == status)
            _ = await rawCall("DELETE", "/studio/faults", port: lab.port)
            try await lab.pingAndSettle("grace")
            #expect(lab.publisher.pulls.map(\.user) == ["grace"])
        }
    }

    @Test func `another success than 200 still pulls`() async throws {
        try await withLab { lab async throws in
            _ = try await lab.faults(#"{"ping_status":204}"#)
            let answer = try await lab.ping("ada")
            #expect(answer.status == 204)
            #expect(answer.body.isEmpty)
            #expect(try await lab.settled("ada").state == "updated")
        }
    }

    @Test func `a forged ping is refused whatever the faults`() async throws {
        try await withLab { lab async throws in
            _ = try await lab.faults(#"{"ping_status":503}"#)
            #expect(try await lab.ping("ada", token: Vectors.wrongKey).status == 403)
        }
    }

    @Test func `ping_retry_after goes with each refused ping`() async throws {
        try await withLab { lab async throws in
            _ = try await lab.faults(#"{"ping_status":429,"ping_retry_after":7}"#)
            let answer = await rawCall("POST", "/api/v3.0/user/ada/refresh?lftoken=\(lab.system)", port: lab.port)
            #expect(answer.status == 429)
            #expect(answer.header("Retry-After") == "7")
        }
    }

    @Test func `ping_delay_ms delays the answer`() async throws {
        try await withLab { lab async throws in
            _ = try await lab.faults(#"{"ping_delay_ms":150}"#)
            let elapsed = try await ContinuousClock().measure { _ = try await lab.ping("ada") }
            #expect(elapsed >= .milliseconds(150))
        }
    }

    @Test func `pull_delay_ms delays the pull and not the answer`() async throws {
        try await withLab { lab async throws in
            _ = try await lab.faults(#"{"pull_delay_ms":600000}"#)
            #expect(try await lab.ping("ada").status == 200)
            #expect(try await lab.entry { $0.step == 4 }.detail.contains("600000 ms"))
            #expect(lab.publisher.pulls.isEmpty)
        }
    }

    @Test func `skip_pull acknowledges and forgets`() async throws {
        try await withLab { lab async throws in
            _ = try await lab.faults(#"{"skip_pull":true}"#)
            #expect(try await lab.ping("ada").status == 200)
            try await lab.entry { $0.detail.contains("skip_pull") }
            _ = try await lab.faults(#"{"skip_pull":false}"#)
            try await lab.pingAndSettle("grace")
            #expect(lab.publisher.pulls.map(\.user) == ["grace"])
        }
    }

    @Test func `duplicate_pull pulls twice`() async throws {
        try await withLab { lab async throws in
            _ = try await lab.faults(#"{"duplicate_pull":true}"#)
            let first = try await lab.pingAndSettle("ada")
            try await lab.settled("ada", after: first.seq)
            #expect(lab.publisher.pulls.count == 2)
        }
    }

    @Test func `reorder_pulls lets the older of two answers win`() async throws {
        try await withLab { lab async throws in
            _ = try await lab.faults(#"{"reorder_pulls":true}"#)
            lab.publisher.names("ada", "older")
            try await lab.ping("ada")
            let held = try await lab.entry { $0.detail.contains("held back") }
            lab.publisher.names("ada", "newer")
            try await lab.ping("ada")
            let first = try await lab.settled("ada", after: held.seq)
            #expect(first.detail.contains("newer"))
            #expect(try await lab.settled("ada", after: first.seq).detail.contains("older"))
            #expect(try await lab.user("ada")["display_name"]?.string == "older")
        }
    }

    @Test func `turning faults off lets a held answer go`() async throws {
        try await withLab { lab async throws in
            _ = try await lab.faults(#"{"reorder_pulls":true}"#)
            try await lab.ping("ada")
            try await lab.entry { $0.detail.contains("held back") }
            _ = await rawCall("DELETE", "/studio/faults", port: lab.port)
            #expect(try await lab.settled("ada").state == "updated")
        }
    }

    @Test func `drop_rate closes the connection without an answer`() async throws {
        try await withLab { lab async throws in
            _ = try await lab.faults(#"{"drop_rate":1}"#)
            let dropped = await rawCall("POST", "/api/v3.0/user/ada/refresh?lftoken=\(lab.system)", port: lab.port)
            #expect(dropped.status == 0)
            _ = try await lab.faults(#"{"drop_rate":0}"#)
            try await lab.pingAndSettle("grace")
            #expect(lab.publisher.pulls.map(\.user) == ["grace"])
        }
    }

    @Test(arguments: [
        (#"{"ping_status":199}"#, "ping_status"), (#"{"ping_status":600}"#, "ping_status"),
        (#"{"ping_status":"503"}"#, "ping_status"), (#"{"ping_status":503.5}"#, "ping_status"),
        (#"{"ping_retry_after":-1}"#, "ping_retry_after"), (#"{"ping_retry_after":"1"}"#, "ping_retry_after"),
        (#"{"ping_delay_ms":-1}"#, "ping_delay_ms"), (#"{"pull_delay_ms":600001}"#, "pull_delay_ms"),
        (#"{"skip_pull":1}"#, "skip_pull"), (#"{"duplicate_pull":"true"}"#, "duplicate_pull"),
        (#"{"reorder_pulls":[]}"#, "reorder_pulls"), (#"{"drop_rate":1.1}"#, "drop_rate"),
        (#"{"drop_rates":0.5}"#, "drop_rates"),
    ])
    func `a wrong member is named and nothing is set`(body: String, member: String) async throws {
        try await withLab { lab async throws in
            let before = try await lab.get("/studio/faults").json
            let answer = try await lab.faults(body)
            #expect(answer.status == 422)
            #expect(answer.header("Content-Type") == "application/problem+json")
            #expect(try answer.json["errors"]?.elements.map { $0["field"]?.string } == [member])
            #expect(try await lab.get("/studio/faults").json == before)
        }
    }

    @Test func `all wrong members are named together, and right ones beside them are not set`() async throws {
        try await withLab { lab async throws in
            let answer = try await lab.faults(#"{"skip_pull":true,"ping_status":1,"drop_rate":2}"#)
            let fields = try answer.json["errors"]?.elements.map { $0["field"]?.string }
            #expect(fields == ["drop_rate", "ping_status"])
            #expect(try await lab.get("/studio/faults").json["skip_pull"] == .bool(false))
        }
    }

    @Test func `members are set one by one, null sets one back, DELETE all`() async throws {
        try await withLab { lab async throws in
            let none = try await lab.get("/studio/faults").json
            _ = try await lab.faults(#"{"ping_status":503,"drop_rate":0.25}"#)
            let some = try await lab.faults(#"{"pull_delay_ms":20,"ping_status":null}"#).json
            #expect(some["drop_rate"]?.number == 0.25)
            #expect(some["pull_delay_ms"]?.int == 20)
            #expect(some["ping_status"] == .null)
            let cleared = await rawCall("DELETE", "/studio/faults", port: lab.port)
            #expect(try cleared.json == none)
        }
    }

    @Test(arguments: ["", "{", "[]", "true"])
    func `a body that is no JSON object is refused`(body: String) async throws {
        try await withLab { lab async throws in
            #expect(try await lab.faults(body).status == 400)
        }
    }
}
