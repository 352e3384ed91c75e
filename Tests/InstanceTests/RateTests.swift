import Glibc
import NIOHTTP1
import TestSupport
import Testing

/// A network's rate, which all instances keep to together.
@Suite(.timeLimit(.minutes(10))) struct RateTests {
    private static let rate = 40
    private static let places = 4

    @Test func `two instances share the rate, and one that is left has it to itself`() async throws {
        let settings = ["NAMEPLATE_PING_RATE": "\(Self.rate)", "NAMEPLATE_PING_CONCURRENCY": "\(Self.places)"]
        try await Stage.with(settings: settings) { stage in
            let (a, b) = (stage.instances[0], stage.instances[1])
            for instance in [a, b] { try await untilRate(of: instance, is: Self.rate / 2) }
            let paused = try await a.backend.call(.POST, "/networks/\(Program.network)/pause", "{}")
            #expect(paused.status == 200)
            // The other has heard of the pause, or would have sent this.
            _ = try await eventually(b) { $0.string("networks.0.lane.reason") == "operator" }
            let users = (0..<200).map { "user-\($0)" }
            for (index, user) in users.enumerated() {
                let instance = stage.instances[index % 2]
                let created = try await instance.backend.call(.PUT, "/users/\(user)", #"{"display_name":"New"}"#)
                try #require(created.status == 201)
            }
            let before = [try await a.pingsSent(), try await b.pingsSent()]
            let start = await stage.log.entries.count
            for instance in [a, b] {
                _ = try await instance.backend.call(.POST, "/networks/\(Program.network)/resume", "{}")
            }
            try await stage.log.until(shows: Dictionary(uniqueKeysWithValues: users.map { ($0, 1) }))
            let pings = await stage.log.entries[start...].filter { $0.step == Sandbox.Entry.pingReceived }.map(\.at)
            let peak = pings.map { first in pings.count { (first..<first + 1000).contains($0) } }.max() ?? 0
            // Those that are sent and have not arrived yet when a second begins arrive in it.
            #expect(peak <= Self.rate + 2 * Self.places)
            let sent = [try await a.pingsSent() - before[0], try await b.pingsSent() - before[1]]
            #expect(sent.allSatisfy { $0 >= users.count / 4 })
            print("Two instances sent \(sent[0]) and \(sent[1]) pings, at most \(peak) in a second.")

            b.process.signal(SIGTERM)
            await b.process.untilItEnds()
            try await untilRate(of: a, is: Self.rate)
        }
    }

    private func untilRate(of instance: Instance, is rate: Int) async throws {
        _ = try await eventually(instance) { $0.number("networks.0.lane.rate") == Double(rate) }
    }

    private func eventually(_ instance: Instance, where isRight: (Answer) -> Bool) async throws -> Answer {
        while true {
            let answer = try await instance.backend.call(.GET, "/networks")
            if isRight(answer) { return answer }
            try Task.checkCancellation()
        }
    }
}
