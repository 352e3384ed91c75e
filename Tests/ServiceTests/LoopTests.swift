import Nameplate
import NameplateService
import NIOHTTP1
import Testing
import TestSupport

/// What a network was told of and didn't read is found and told again.
@Suite struct LoopTests {
    @Test func `what is not read back is pinged again, three times, and then counts as drifted`() async throws {
        try await Running.run(adjust: Self.briskly) { running in
            try await running.setFaults(#"{"skip_pull":true}"#)
            _ = try await running.put("ada")
            for repairs in 1...3 {
                let networks = try await running.eventually("/networks") { $0.number("networks.0.unread") == 1 }
                #expect(networks.number("networks.0.drifted") == 0)
                running.clock.advance(by: .seconds(3))
                _ = try await running.eventually("/users/ada") {
                    $0.number("deliveries.0.repairs") == Double(repairs)
                        && $0.string("deliveries.0.state") == "acknowledged"
                }
            }
            running.clock.advance(by: .seconds(3))
            _ = try await running.eventually("/networks") { $0.number("networks.0.drifted") == 1 }
            #expect(try await running.pings() == 4)
            #expect(try await running.backend.call(.GET, "/users/ada").number("deliveries.0.drifted_at") != nil)

            try await running.clearFaults()
            let result = try await running.backend.call(.POST, "/networks/labs.fyre.co/reconcile")
            #expect(result.number("owed") == 1)
            _ = try await running.state(of: "ada", is: "confirmed")
            #expect(try await running.backend.call(.GET, "/networks").number("networks.0.drifted") == 0)
        }
    }

    @Test func `what is read in time is not pinged again`() async throws {
        try await Running.run(adjust: Self.briskly) { running in
            _ = try await running.put("ada")
            _ = try await running.state(of: "ada", is: "confirmed")
            running.clock.advance(by: .seconds(5))
            _ = try await running.put("grace")
            _ = try await running.state(of: "grace", is: "confirmed")
            #expect(try await running.pings() == 2)
        }
    }

    @Test func `where an older answer may have arrived last, one more ping puts it right`() async throws {
        try await Running.run(adjust: Self.briskly) { running in
            _ = try await running.put("ada", name: "First")
            _ = try await running.state(of: "ada", is: "confirmed")
            try await running.setFaults(#"{"reorder_pulls":true}"#)
            _ = try await running.rename("ada", to: "Second")
            _ = try await running.timeline { $0["detail"]?.string?.contains("held back") == true }
            _ = try await running.rename("ada", to: "Third")
            let wrong = try await running.networkUser("ada") { $0.string("display_name") == "Second" }
            #expect(wrong.status == 200)
            try await running.clearFaults()
            let doubtful = try await running.state(of: "ada", is: "acknowledged")
            #expect(doubtful.number("deliveries.0.pulled_version") == 3)
            running.clock.advance(by: .seconds(31))
            _ = try await running.networkUser("ada") { $0.string("display_name") == "Third" }
            _ = try await running.state(of: "ada", is: "confirmed")
        }
    }

    @Test func `a reconciliation goes through all readers in slices, and tells of those it missed`() async throws {
        try await Running.run { running in
            try await running.setFaults(#"{"skip_pull":true}"#)
            for number in 1...5 { _ = try await running.put("user\(number)") }
            for number in 1...5 { _ = try await running.state(of: "user\(number)", is: "acknowledged") }
            try await running.clearFaults()
            var next: String? = ""
            var owed = 0.0
            while let after = next {
                let body = after.isEmpty ? #"{"limit":2}"# : #"{"limit":2,"after":"\#(after)"}"#
                let result = try await running.backend.call(.POST, "/networks/labs.fyre.co/reconcile", body)
                #expect(result.status == 200)
                #expect(result.number("examined") ?? 9 <= 2)
                owed += result.number("owed") ?? 0
                next = result.string("next")
            }
            #expect(owed == 5)
            for number in 1...5 { _ = try await running.state(of: "user\(number)", is: "confirmed") }
            let again = try await running.backend.call(.POST, "/networks/labs.fyre.co/reconcile", "{}")
            #expect(again.number("examined") == 5)
            #expect(again.number("owed") == 0)
        }
    }

    @Test func `after a restored backup versions go on above any that were issued`() async throws {
        try await Running.run { running in
            _ = try await running.put("ada")
            _ = try await running.state(of: "ada", is: "confirmed")
            running.clock.advance(by: .seconds(60))
            let body = #"{"after_restore":true}"#
            let result = try await running.backend.call(.POST, "/networks/labs.fyre.co/reconcile", body)
            #expect(result.number("owed") == 1)
            let user = try await running.state(of: "ada", is: "confirmed")
            #expect(user.number("profile.version") == 1_000_001)
            #expect(user.number("deliveries.0.pulled_version") == 1_000_001)
            #expect(try await running.rename("ada", to: "Ada").number("profile.version") == 1_000_002)
        }
    }

    @Test func `the timeline says what happened and what the network heard and read, the newest first`() async throws {
        try await Running.run { running in
            _ = try await running.put("ada")
            _ = try await running.state(of: "ada", is: "confirmed")
            running.clock.advance(by: .seconds(5))
            _ = try await running.rename("ada", to: "Ada L.")
            _ = try await running.eventually("/users/ada") { $0.number("deliveries.0.pulled_version") == 2 }
            running.clock.advance(by: .seconds(5))
            try await running.setFaults(#"{"ping_status":500}"#)
            #expect(try await running.backend.call(.DELETE, "/users/ada").status == 204)
            let timeline = try await running.backend.call(.GET, "/users/ada/timeline")
            #expect(timeline.string("user") == "ada")
            let moments = moments(of: timeline)
            #expect(moments == [["erased", "ping"], ["changed", "ping", "pull"], ["created", "ping", "pull"]])
            let entries = (0..<8).map { timeline["entries.\($0)"]?.object ?? [:] }
            let failed = try #require(entries.first { $0["error"]?.string == "unavailable" })
            #expect(failed["status"]?.number == 500)
            #expect(failed["version"]?.number == 3)
            #expect(failed["milliseconds"]?.number != nil)
            #expect(entries.first { $0["kind"]?.string == "erased" }?["actor"]?.string == "backend")
            #expect(entries.first { $0["kind"]?.string == "changed" }?["detail"]?.string == "display_name")
            let page = try await running.backend.call(.GET, "/users/ada/timeline?limit=2")
            let next = try #require(page.string("next"))
            let rest = try await running.backend.call(.GET, "/users/ada/timeline?after=\(next)")
            #expect(rest["entries.0"] == timeline["entries.2"])
            #expect(try await running.backend.call(.GET, "/users/nobody/timeline").status == 404)
            #expect(try await running.backend.call(.GET, "/users/ada/timeline?after=x").wrongFields == ["after"])
        }
    }

    @Test func `one delivery is sent again by its id`() async throws {
        try await Running.run { running in
            for user in ["ada", "grace"] {
                _ = try await running.put(user)
                _ = try await running.state(of: user, is: "confirmed")
            }
            let replayed = try await running.backend.call(
                .POST,
                "/deliveries/replay",
                #"{"id":"labs.fyre.co/ada"}"#
            )
            #expect(replayed.status == 202)
            #expect(replayed.number("count") == 1)
            for (body, field) in [
                (#"{"id":"ada"}"#, "id"), (#"{"id":"labs.fyre.co/ada","user":"ada"}"#, "user"),
                (#"{"id":"labs.fyre.co/ada","network":"labs.fyre.co"}"#, "network"), ("{}", "user"),
            ] {
                #expect(try await running.backend.call(.POST, "/deliveries/replay", body).wrongFields == [field])
            }
            let unknown = try await running.backend.call(.POST, "/deliveries/replay", #"{"id":"other.fyre.co/ada"}"#)
            #expect(unknown.status == 404)
        }
    }

    /// The kinds of what happened at each moment, in the order of their names.
    private func moments(of timeline: Answer) -> [[String]] {
        let entries = (0..<20).compactMap { timeline["entries.\($0)"]?.object }
        var moments: [(at: Double, kinds: [String])] = []
        for entry in entries {
            guard let at = entry["at"]?.number, let kind = entry["kind"]?.string else { continue }
            if moments.last?.at != at { moments.append((at, [])) }
            moments[moments.count - 1].kinds.append(kind)
        }
        return moments.map { $0.kinds.sorted() }
    }

    /// Two seconds to read back, by the test's clock, and a look each fiftieth of a real one.
    private static let briskly: @Sendable (inout ServiceSettings) -> Void = { settings in
        settings.pullWithin = .seconds(2)
        settings.upkeepInterval = .milliseconds(20)
    }
}
