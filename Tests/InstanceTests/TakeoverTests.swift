import Glibc
import NIOHTTP1
import TestSupport
import Testing

/// What becomes of the pings of an instance that dies or stands still.
@Suite(.timeLimit(.minutes(10))) struct TakeoverTests {
    @Test func `what a killed instance was sending, another sends within 15 seconds`() async throws {
        try await Stage.with { stage in
            let (a, b) = (stage.instances[0], stage.instances[1])
            let users = (0..<5).map { "user-\($0)" }
            for user in users { try await confirm(user, on: stage) }
            let start = try await hang(users, of: a, on: stage)
            let killed = stage.log.now
            a.process.signal(SIGKILL)
            try await stage.sandbox.clearFaults()
            for user in users {
                let ping = try await stage.log.first { $0.isPing(for: user, after: start) }
                #expect(ping.at - killed < 15_000)
                print("The other instance sent \(user) \(ping.at - killed) ms after the kill.")
            }
            for user in users {
                let shown = try await stage.log.first {
                    $0.user == user && $0.version == 2 && $0.step == Sandbox.Entry.updated
                }
                #expect(shown.name == "New")
                try await stage.untilDatabaseSays(
                    "SELECT acknowledged_version = 2 AND pulled_version = 2 AND leased_by IS NULL AND due_at IS NULL "
                        + "FROM nameplate.delivery WHERE user_id = '\(user)'"
                )
                // Confirmed half a minute later: the pulls of two versions came close together.
                let state = try await b.backend.call(.GET, "/users/\(user)").string("deliveries.0.state")
                #expect(["acknowledged", "confirmed"].contains(state))
            }
        }
    }

    @Test func `an instance that wakes up can't acknowledge what another sends by now`() async throws {
        try await Stage.with { stage in
            let a = stage.instances[0]
            try await confirm("ada", on: stage)
            let row = "SELECT leased_by, fence, acknowledged_version, attempts, last_status FROM nameplate.delivery"
            // Answered while the instance stands still, so that it finds the answer when it wakes up.
            let start = try await hang(["ada"], of: a, on: stage, for: 3000)
            let held = try #require(try await stage.query(row).first)
            let before = try await a.pingsSent()
            let stopped = stage.log.now
            a.process.signal(SIGSTOP)
            try await stage.sandbox.set(#"{"ping_delay_ms":6000}"#)
            let again = try await stage.log.first { $0.isPing(for: "ada", after: start) }
            print("The other instance sent it \(again.at - stopped) ms after the freeze.")
            #expect(again.at - stopped < 15_000)
            try await stage.sandbox.clearFaults()
            let taken = try #require(try await stage.query(row).first)
            #expect(taken[0] != held[0])
            #expect(Int(taken[1]) == Int(held[1]).map { $0 + 1 })

            a.process.signal(SIGCONT)
            try await untilOutcomesAreWritten(at: a, after: before, on: stage)
            #expect(try await stage.query(row + " WHERE user_id = 'ada'") == [taken])
            let answered = try await stage.log.first {
                $0.sequence > again.sequence && $0.step == Sandbox.Entry.acknowledged && $0.user == "ada"
            }
            #expect(answered.at - again.at >= 6000)
            try await stage.untilDatabaseSays(
                "SELECT leased_by IS NULL AND acknowledged_version = 2 AND fence = \(taken[1]) "
                    + "FROM nameplate.delivery WHERE user_id = 'ada'"
            )
        }
    }

    @Test func `an instance that wakes up can't undo what another has had acknowledged`() async throws {
        try await Stage.with { stage in
            let a = stage.instances[0]
            try await confirm("ada", on: stage)
            // The frozen one's ping fails; had it a say, the delivery would be owed again.
            try await stage.sandbox.set(#"{"ping_status":503}"#)
            let start = try await hang(["ada"], of: a, on: stage, for: 3000)
            let before = try await a.pingsSent()
            let stopped = stage.log.now
            a.process.signal(SIGSTOP)
            try await stage.sandbox.clearFaults()
            let again = try await stage.log.first { $0.isPing(for: "ada", after: start) }
            #expect(again.at - stopped < 15_000)
            let row = "SELECT * FROM nameplate.delivery WHERE user_id = 'ada'"
            try await stage.untilDatabaseSays(
                "SELECT pulled_version = 2 AND acknowledged_version = 2 FROM nameplate.delivery"
            )
            let done = try await stage.query(row)
            a.process.signal(SIGCONT)
            try await untilOutcomesAreWritten(at: a, after: before, on: stage)
            #expect(try await stage.query(row) == done)
        }
    }

    @Test func `what an instance owes that is told to stop, another sends at once`() async throws {
        try await Stage.with { stage in
            let a = stage.instances[0]
            try await confirm("ada", on: stage)
            try await stage.sandbox.set(#"{"ping_status":503}"#)
            let renamed = try await a.backend.call(.PATCH, "/users/ada", #"{"display_name":"New"}"#)
            #expect(renamed.status == 200)
            a.process.signal(SIGTERM)
            await a.process.untilItEnds()
            try await stage.sandbox.clearFaults()
            let shown = try await stage.log.first { $0.version == 2 && $0.step == Sandbox.Entry.updated }
            #expect(shown.name == "New")
        }
    }

    /// Creates a user whom the network knows.
    private func confirm(_ user: String, on stage: Stage) async throws {
        let created = try await stage.instances[0].backend.call(.PUT, "/users/\(user)", #"{"display_name":"Old"}"#)
        try #require(created.status == 201)
        _ = try await stage.log.first { $0.user == user && $0.step == Sandbox.Entry.updated }
        try await stage.untilDatabaseSays(
            "SELECT bool_and(acknowledged_version = 1 AND pulled_version = 1) FROM nameplate.delivery"
        )
    }

    /// Has the instance send pings whose answers don't come, and returns the number of the last of them.
    private func hang(
        _ users: [String],
        of instance: Instance,
        on stage: Stage,
        for milliseconds: Int = 600_000
    ) async throws -> Int {
        let start = await stage.log.entries.last?.sequence ?? 0
        try await stage.sandbox.set(#"{"ping_delay_ms":\#(milliseconds)}"#)
        for user in users {
            let renamed = try await instance.backend.call(.PATCH, "/users/\(user)", #"{"display_name":"New"}"#)
            try #require(renamed.status == 200)
        }
        var last = start
        for user in users {
            let ping = try await stage.log.first { $0.isPing(for: user, after: start) }
            last = max(last, ping.sequence)
        }
        return last
    }

    /// Returns when the outcome of a ping is written that was under way when `before` pings had ended.
    ///
    /// Outcomes are written in their order: once one is there of a ping that it began later, so are those before. It
    /// sends pings again once it has renewed itself; until then the other sends what is changed here.
    private func untilOutcomesAreWritten(at instance: Instance, after before: Int, on stage: Stage) async throws {
        var number = 0
        while try await instance.pingsSent() < before + 2 {
            number += 1
            let created = try await instance.backend.call(.PUT, "/users/later-\(number)", #"{"display_name":"Later"}"#)
            try #require(created.status == 201)
            try await stage.untilDatabaseSays(
                "SELECT acknowledged_version = 1 FROM nameplate.delivery WHERE user_id = 'later-\(number)'"
            )
        }
    }
}
