import Livefyre
import Nameplate
import NameplateService
import NIOHTTP1
import Testing
import TestSupport

/// A network that is out of order for a day, by the test's clock.
@Suite struct OutageTests {
    private static let users = 2000
    private static let rate = 400
    private static let places = 16

    @Test func `a day's outage costs nothing but delay, and afterwards the network gets no more than it takes`()
        async throws
    {
        let port = try FreePort.find()
        let adjust: @Sendable (inout ServiceSettings) -> Void = { settings in
            settings.pingRate = Double(Self.rate)
            settings.pingConcurrency = Self.places
        }
        try await Running.run(adjust: adjust, pullURL: false, sandboxPort: port) { running in
            try await running.sandboxServer.stop()
            try await CountingNetwork.run(port: port) { network in
                network.answer(.serviceUnavailable)
                try await makeUsers(running)
                try await sitOut(running, network)
                let inVain = network.count
                network.answer(.ok)
                try await drain(running)
                // Those that are sent and have not arrived yet when a second begins arrive in it.
                let peak = network.peak(after: inVain)
                #expect(peak <= Self.rate + Self.places)
                print("\(inVain) pings in vain; then \(network.count - inVain), at most \(peak) in a second.")
            }
        }
    }

    private func makeUsers(_ running: Running) async throws {
        try await withThrowingTaskGroup { group in
            for number in 0..<Self.users {
                group.addTask {
                    let change = ProfileTransaction(
                        user: try UserID("reader-\(number)"),
                        edit: .put(ProfileFields(displayName: try DisplayName("Reader \(number)"))),
                        networks: [running.network.name],
                        actor: .backend,
                        now: running.clock.now
                    )
                    _ = try await running.store.change(change)
                }
            }
            try await group.waitForAll()
        }
    }

    /// Lets a day pass, in which the network is tried now and then.
    private func sitOut(_ running: Running, _ network: CountingNetwork) async throws {
        await network.arrivals(CircuitBreaker.failuresInARow)
        for _ in 1...4 {
            let before = network.count
            running.clock.advance(by: .seconds(6 * 3600))
            await network.arrivals(before + 1)
        }
        let lane = try await running.eventually("/networks") { $0.string("networks.0.lane.breaker") == "open" }
        #expect(lane.number("networks.0.owed") == Double(Self.users))
        #expect(lane.string("networks.0.lane.reason") == "unavailable")
        // Those that were under way when the breaker opened, and one at a time afterwards.
        #expect(network.count <= CircuitBreaker.failuresInARow + 2 * Self.places + 10)
        let rows = try await deliveries(running)
        #expect(rows.count == Self.users && rows.allSatisfy { $0.dueAt != nil && $0.discardedAt == nil })
        let tried = rows.filter { $0.attempts > 0 }
        #expect(!tried.isEmpty)
        for row in tried {
            let wait = try #require(row.dueAt) - row.wantedAt
            #expect(wait >= .milliseconds(50) && wait <= .seconds(86_400 + 900))
        }
    }

    /// Those that were never tried are due; the others are within a quarter of an hour.
    private func drain(_ running: Running) async throws {
        let tried = try await deliveries(running).filter { $0.attempts > 0 }.count
        _ = try await running.eventually("/networks") { $0.number("networks.0.owed") ?? .infinity <= Double(tried) }
        running.clock.advance(by: .seconds(901))
        let done = try await running.eventually("/networks") { $0.number("networks.0.owed") == 0 }
        #expect(done.string("networks.0.lane.breaker") == "closed")
        let rows = try await deliveries(running)
        #expect(rows.count == Self.users && rows.allSatisfy { $0.acknowledgedVersion == 1 && $0.discardedAt == nil })
    }

    private func deliveries(_ running: Running) async throws -> [Delivery] {
        try await running.store.deliveries(DeliveryQuery(limit: Self.users + 1), at: running.clock.now)
    }
}
