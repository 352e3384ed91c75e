import Nameplate
import NameplateService
import NIOHTTP1
import Testing
import TestSupport

/// What finds, once a day, what nothing else has.
@Suite struct NightlyTests {
    @Test func `what has drifted is sent again when a day is over, and not before`() async throws {
        try await Running.run(adjust: Self.briskly) { running in
            _ = try await running.eventually("/networks") { $0.number("networks.0.reconciled_at") != nil }
            try await drift("ada", running)
            try await running.clearFaults()
            let pings = try await pings(of: "ada", running)
            running.clock.advance(by: .seconds(80_000))
            _ = try await running.put("grace")
            _ = try await running.state(of: "grace", is: "confirmed")
            #expect(reconciliations(running) == 1)
            #expect(try await self.pings(of: "ada", running) == pings)
            running.clock.advance(by: .seconds(6400))
            _ = try await running.state(of: "ada", is: "confirmed")
            _ = try await running.eventually("/networks") { _ in reconciliations(running) == 2 }
            #expect(running.log.lines.contains { $0.hasPrefix("notice reconciled") && $0.contains(#""owed": 1"#) })
            #expect(try await running.backend.call(.GET, "/networks").number("networks.0.drifted") == 0)
            #expect(try await self.pings(of: "ada", running) > pings)
        }
    }

    private func pings(of user: String, _ running: Running) async throws -> Int {
        try await running.timeline().count { $0["step"]?.number == 1 && $0["user"]?.string == user }
    }

    private func reconciliations(_ running: Running) -> Int {
        running.log.lines.count { $0.hasPrefix("notice reconciled") }
    }

    /// The network takes each ping and never reads.
    private func drift(_ user: String, _ running: Running) async throws {
        try await running.setFaults(#"{"skip_pull":true}"#)
        _ = try await running.put(user)
        for repairs in 0...Delivery.mostRepairs {
            _ = try await running.eventually("/users/\(user)") {
                ($0.number("deliveries.0.repairs") ?? 0) == Double(repairs)
                    && $0.string("deliveries.0.state") == "acknowledged"
            }
            running.clock.advance(by: .seconds(3))
        }
        _ = try await running.eventually("/networks") { $0.number("networks.0.drifted") == 1 }
    }

    /// Two seconds to read back, by the test's clock, and a look each fiftieth of a real one.
    private static let briskly: @Sendable (inout ServiceSettings) -> Void = { settings in
        settings.pullWithin = .seconds(2)
        settings.upkeepInterval = .milliseconds(20)
    }
}
