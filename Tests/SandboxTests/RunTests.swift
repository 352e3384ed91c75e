import LivefyreSandbox
import Nameplate
import Testing

/// What the timeline tells of each way from a ping to the profile.
@Suite struct RunTests {
    @Test func `the pull's steps bear one number, and the next run another`() async throws {
        try await withLab { lab async throws in
            for run in [1, 2] {
                let last = try #require(try await lab.entries().last?.seq)
                try await lab.pingAndSettle("ada")
                let entries = try await lab.entries(after: last)
                #expect(entries.map(\.step) == Array(1...7))
                #expect(entries.map(\.run) == [nil, nil, run, run, run, run, run])
            }
        }
    }

    @Test func `pings that join a queued pull belong to its run`() async throws {
        try await withLab(pace: .realistic) { lab async throws in
            for _ in 1...3 { try await lab.ping("ada") }
            let joins = try await lab.entries(about: "ada").filter { $0.step == 3 }
            #expect(joins.map(\.run) == [1, 1, 1])
        }
    }

    @Test func `pings that come while a pull is under way belong to the run after it`() async throws {
        try await withLab { lab async throws in
            lab.publisher.hold()
            try await lab.ping("ada")
            for await _ in lab.publisher.arrivals { break }
            for _ in 1...2 { try await lab.ping("ada") }
            lab.publisher.release()
            try await lab.entry { $0.step == 7 && $0.run == 2 }
            let entries = try await lab.entries(about: "ada")
            #expect(entries.filter { $0.step == 3 }.map(\.run) == [1, 2, 2, 2])
            #expect(entries.filter { $0.step == 7 }.map(\.run) == [1, 2])
        }
    }

    @Test func `answers in the wrong order keep the numbers of their own runs`() async throws {
        try await withLab { lab async throws in
            _ = try await lab.faults(#"{"reorder_pulls":true}"#)
            try await lab.ping("ada")
            try await lab.entry { $0.detail.contains("held back") && $0.run == 1 }
            try await lab.ping("ada")
            try await lab.entry { $0.step == 7 && $0.run == 1 }
            let updates = try await lab.entries(about: "ada").filter { $0.step == 7 }
            #expect(updates.map(\.run) == [2, 1])
        }
    }

    @Test func `a failed pull bears the number too`() async throws {
        try await withLab { lab async throws in
            lab.publisher.answers("ada", "no", status: 500)
            #expect(try await lab.pingAndSettle("ada").run == 1)
        }
    }

    @Test func `an update says which name it replaced`() async throws {
        try await withLab { lab async throws in
            lab.publisher.names("ada", "A")
            let first = try await lab.pingAndSettle("ada")
            #expect(first.nameBefore == nil && first.name == "A")
            lab.publisher.names("ada", "B")
            let second = try await lab.pingAndSettle("ada")
            #expect(second.nameBefore == "A" && second.name == "B")
        }
    }

    @Test func `a version in the answer's ETag is shown with the answer, the update and the user`() async throws {
        try await withLab { lab async throws in
            lab.publisher.names("ada", "A", tag: "\"17\"")
            #expect(try await lab.pingAndSettle("ada").version == 17)
            #expect(try await lab.entries().first { $0.step == 6 }?.version == 17)
            #expect(try await lab.user("ada")["version"]?.int == 17)
        }
    }

    @Test(arguments: [nil, "17", "\"\"", "\"", "W/\"17\"", "\"v17\"", "\"99999999999999999999\""])
    func `any other ETag is no version`(tag: String?) async throws {
        try await withLab { lab async throws in
            lab.publisher.names("ada", "A", tag: tag)
            #expect(try await lab.pingAndSettle("ada").version == nil)
            #expect(try await lab.user("ada")["version"] == .null)
        }
    }

    @Test func `a user's log has that user's entries alone, and goes on after a number`() async throws {
        try await withLab { lab async throws in
            for user in ["ada", "grace", "ada"] { try await lab.pingAndSettle(user) }
            let entries = try await lab.entries(about: "ada@labs.fyre.co")
            #expect(entries.count == 14)
            #expect(entries.allSatisfy { $0.user == "ada" })
            let rest = try await lab.entries(about: "ada", after: entries[6].seq)
            #expect(rest == Array(entries[7...]))
            let end = try await lab.get("/studio/users/ada/log?after=\(rest[6].seq)").json
            #expect(end["entries"]?.elements.isEmpty == true)
            #expect(end["last"]?.int == rest[6].seq)
        }
    }

    @Test func `a user whose pulls have failed has a log and is not known`() async throws {
        try await withLab { lab async throws in
            lab.publisher.answers("eve", "no", status: 404)
            try await lab.pingAndSettle("eve")
            let log = try await lab.get("/studio/users/eve/log").json
            #expect(log["known"] == .bool(false))
            #expect(log["entries"]?.elements.isEmpty == false)
            try await lab.pingAndSettle("ada")
            #expect(try await lab.get("/studio/users/ada/log").json["known"] == .bool(true))
        }
    }

    @Test func `users come in pages, the count tells of all`() async throws {
        try await withLab { lab async throws in
            for user in ["u1", "u2", "u3", "u4", "u5"] {
                lab.clock.advance(by: .seconds(1))
                try await lab.pingAndSettle(user)
            }
            for (page, ids) in [(0, ["u5", "u4"]), (2, ["u3", "u2"]), (4, ["u1"]), (6, [])] {
                let answer = try await lab.get("/studio/users?q=u*&offset=\(page)&limit=2").json
                #expect(answer["users"]?.elements.compactMap { $0["id"]?.string } == ids)
                #expect(answer["count"]?.int == 5)
            }
        }
    }

    @Test(arguments: ["offset=-1", "offset=x", "limit=0", "limit=201", "limit="])
    func `a wrong number for the users is refused by name`(query: String) async throws {
        try await withLab { lab async throws in
            let answer = try await lab.get("/studio/users?\(query)")
            #expect(answer.status == 422)
            #expect(try answer.json["errors"]?.elements.first?["field"]?.string == String(query.prefix { $0 != "=" }))
        }
    }
}
