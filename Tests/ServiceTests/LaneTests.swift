import Nameplate
import NameplateService
import NIOHTTP1
import Testing
import TestSupport

/// How a lane treats a network by its answers, and by what people say.
@Suite struct LaneTests {
    private static let path = "/networks/labs.fyre.co"

    @Test(arguments: [401, 403])
    func `a wrong key pauses the lane for five minutes and says so, and what is owed is sent afterwards`(
        status: Int
    ) async throws {
        try await Running.run { running in
            try await running.setFaults(#"{"ping_status":\#(status)}"#)
            _ = try await running.put("ada")
            #expect(try await running.failure(of: "ada", is: "unauthorized").string("deliveries.0.state") == "pending")
            let paused = try await running.eventually("/networks") { $0["networks.0.pause"] != nil }
            #expect(paused.string("networks.0.pause.reason") == "unauthorized")
            #expect(paused.number("networks.0.pause.until") == Double(running.clock.now.seconds + 300))
            #expect(paused.string("networks.0.lane.reason") == "unauthorized")
            let errors = running.log.lines.filter { $0.hasPrefix("error a network refuses us") }
            #expect(errors.count == 1)

            let pings = try await running.pings()
            #expect(try await running.put("grace").number("deliveries.0.attempts") == 0)
            #expect(try await running.pings() == pings)

            try await running.clearFaults()
            running.clock.advance(by: .seconds(301))
            for user in ["ada", "grace"] { _ = try await running.state(of: user, is: "acknowledged", "confirmed") }
            let after = try await running.eventually("/networks") {
                $0.string("networks.0.lane.breaker") == "closed"
            }
            #expect(after["networks.0.pause"] == nil)
        }
    }

    @Test func `410 pauses the lane until somebody resumes it`() async throws {
        try await Running.run { running in
            try await running.setFaults(#"{"ping_status":410}"#)
            _ = try await running.put("ada")
            _ = try await running.failure(of: "ada", is: "gone")
            let paused = try await running.eventually("/networks") { $0["networks.0.pause"] != nil }
            #expect(paused.string("networks.0.pause.reason") == "gone")
            #expect(paused["networks.0.pause.until"] == nil)
            try await running.clearFaults()
            running.clock.advance(by: .seconds(2))
            #expect(try await running.backend.call(.POST, "\(Self.path)/resume").status == 200)
            _ = try await running.state(of: "ada", is: "acknowledged", "confirmed")
        }
    }

    @Test func `a network that asks for a rest gets it`() async throws {
        try await Running.run { running in
            try await running.setFaults(#"{"ping_status":429,"ping_retry_after":2}"#)
            _ = try await running.put("ada")
            _ = try await running.failure(of: "ada", is: "throttled")
            let lane = try await running.backend.call(.GET, "/networks")
            #expect(lane.string("networks.0.lane.breaker") != "closed")
            #expect(lane.string("networks.0.lane.reason") == "throttled")
            #expect(lane["networks.0.pause"] == nil)
            let user = try await running.backend.call(.GET, "/users/ada")
            #expect(user.number("deliveries.0.due_at") ?? 0 >= Double(running.clock.now.seconds + 2))
            try await running.clearFaults()
            running.clock.advance(by: .seconds(3))
            _ = try await running.state(of: "ada", is: "acknowledged", "confirmed")
        }
    }

    @Test func `a network that is gone is left alone, tried by single pings, and told everything when it is back`()
        async throws
    {
        try await Running.run { running in
            try await running.sandboxServer.stop()
            for number in 1...5 {
                _ = try await running.put("user\(number)")
                _ = try await running.failure(of: "user\(number)", is: "refused")
            }
            let open = try await running.backend.call(.GET, "/networks")
            #expect(open.string("networks.0.lane.breaker") != "closed")
            #expect(open.string("networks.0.lane.reason") == "refused")
            for number in 6...40 {
                #expect(try await running.put("user\(number)").string("deliveries.0.state") == "pending")
            }
            _ = try await running.sandboxServer.start()
            running.clock.advance(by: .seconds(8))
            for number in 1...40 {
                _ = try await running.state(of: "user\(number)", is: "acknowledged", "confirmed")
            }
            let closed = try await running.backend.call(.GET, "/networks")
            #expect(closed.string("networks.0.lane.breaker") == "closed")
            #expect(closed.number("networks.0.owed") == 0)
            #expect(try await running.backend.call(.GET, "/deliveries?state=discarded")["deliveries.0"] == nil)
        }
    }

    @Test func `a change sends its own ping, however many others wait for theirs`() async throws {
        try await Running.run(adjust: Self.narrowly) { running in
            try await running.sandboxServer.stop()
            for number in 1...10 { _ = try await running.put("user\(number)") }
            try await running.serviceServer.stop()
            running.clock.advance(by: .seconds(3600))
            _ = try await running.sandboxServer.start()
            try await running.setFaults(#"{"ping_delay_ms":600000}"#)
            _ = try await running.serviceServer.start()
            while try await running.pings() < 3 { await Task.yield() }
            _ = try await running.put("ada")
            let pings = try await running.timeline { $0["user"]?.string == "ada" }.filter { $0["step"]?.number == 1 }
            #expect(pings.count == 4)
            #expect(pings.last?["user"]?.string == "ada")
            // Else the service would wait for them when it stops.
            try await running.sandboxServer.stop()
        }
    }

    private static let narrowly: @Sendable (inout ServiceSettings) -> Void = { settings in
        settings.pingConcurrency = 4
        settings.pingWait = .zero
    }

    @Test func `a paused network is sent nothing until it is resumed, and changes go on`() async throws {
        try await Running.run { running in
            let paused = try await running.backend.call(.POST, "\(Self.path)/pause", #"{"reason":"they move house"}"#)
            #expect(paused.status == 200)
            #expect(paused.string("network.pause.reason") == "they move house")
            #expect(paused["network.pause.until"] == nil)
            for name in ["One", "Two", "Three"] {
                #expect(try await running.put("ada", name: name).string("deliveries.0.state") == "pending")
            }
            #expect(try await running.pings() == 0)
            let listed = try await running.backend.call(.GET, "/networks")
            #expect(listed.number("networks.0.owed") == 1)
            #expect(listed.number("networks.0.oldest_owed_at") != nil)
            let resumed = try await running.backend.call(.POST, "\(Self.path)/resume", "{}")
            #expect(resumed.status == 200)
            #expect(resumed["network.pause"] == nil)
            _ = try await running.state(of: "ada", is: "acknowledged", "confirmed")
            #expect(try await running.pings() == 1)
        }
    }

    @Test func `a snooze ends by itself`() async throws {
        try await Running.run { running in
            let paused = try await running.backend.call(.POST, "\(Self.path)/pause", #"{"for":60}"#)
            #expect(paused.number("network.pause.until") == Double(running.clock.now.seconds + 60))
            #expect(paused.string("network.pause.reason") == "operator")
            _ = try await running.put("ada")
            _ = try await running.state(of: "ada", is: "pending")
            running.clock.advance(by: .seconds(61))
            _ = try await running.state(of: "ada", is: "acknowledged", "confirmed")
        }
    }

    @Test func `a restart doesn't forget a pause`() async throws {
        try await Running.run { running in
            _ = try await running.backend.call(.POST, "\(Self.path)/pause", "{}")
            try await running.serviceServer.stop()
            _ = try await running.serviceServer.start()
            #expect(try await running.put("ada").number("deliveries.0.attempts") == 0)
            #expect(try await running.backend.call(.GET, "/networks").string("networks.0.pause.reason") == "operator")
            #expect(try await running.pings() == 0)
        }
    }

    @Test(
        arguments: [
            ("pause", #"{"for":0}"#, "for"), ("pause", #"{"for":"10m"}"#, "for"), ("pause", #"{"for":1e9}"#, "for"),
            ("pause", #"{"reason":""}"#, "reason"), ("pause", #"{"reason":"a\nb"}"#, "reason"),
            ("pause", #"{"until":5}"#, "until"), ("resume", #"{"for":5}"#, "for"),
            ("reconcile", #"{"limit":0}"#, "limit"), ("reconcile", #"{"limit":10001}"#, "limit"),
            ("reconcile", #"{"after":"a b"}"#, "after"), ("reconcile", #"{"since":-1}"#, "since"),
            ("reconcile", #"{"after_restore":1}"#, "after_restore"),
        ]
    )
    func `a wrong member is named`(call: String, body: String, field: String) async throws {
        try await Running.run { running in
            let answer = try await running.backend.call(.POST, "\(Self.path)/\(call)", body)
            #expect(answer.status == 422)
            #expect(answer.wrongFields == [field])
            #expect(try await running.backend.call(.POST, "/networks/nobody.fyre.co/\(call)", "{}").status == 404)
        }
    }

    @Test func `a rate bounds what leaves in a second`() async throws {
        try await Running.run(adjust: { $0.pingRate = 20 }) { running in
            _ = try await running.backend.call(.POST, "\(Self.path)/pause", "{}")
            for number in 1...30 { _ = try await running.put("user\(number)") }
            let start = ContinuousClock.now
            _ = try await running.backend.call(.POST, "\(Self.path)/resume", "{}")
            _ = try await running.eventually("/networks") { $0.number("networks.0.owed") == 0 }
            // One each twentieth of a second.
            #expect(start.duration(to: .now) > .milliseconds(1400))
            #expect(try await running.backend.call(.GET, "/networks").number("networks.0.lane.rate") == 20)
        }
    }
}
