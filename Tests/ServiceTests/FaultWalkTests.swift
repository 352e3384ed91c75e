import Glibc
import Nameplate
import NameplateService
import NIOHTTP1
import Testing
import TestSupport

/// Random edits against a network that loses, delays, doubles, refuses and mixes up what it is told and what it reads.
///
/// `SEED=7 STEPS=5000` walks one long course.
@Suite struct FaultWalkTests {
    @Test(arguments: try seeds())
    func `whatever the network does wrong, it ends on the newest name of everybody`(seed: UInt64) async throws {
        let steps = try number("STEPS") ?? 90
        try await Running.run(adjust: Self.briskly) { running in
            var walk = FaultWalk(seed, on: running)
            try await walk.run(steps: steps)
            let pings = try await running.backend.call(.GET, "/metrics").text
                .matches(of: /nameplate_pings_total\{[^}]*result="([^"]*)"\} (\d+)/)
                .map { "\($0.2) \($0.1)" }
            print(
                "Seed \(seed): \(steps) steps, \(walk.edits) edits, \(walk.turnedDials) dials turned, pings: "
                    + "\(pings.joined(separator: ", "))."
            )
        }
    }

    /// Edits are made while their pings are under way.
    private static let briskly: @Sendable (inout ServiceSettings) -> Void = { settings in
        settings.pingWait = .milliseconds(10)
        settings.pullWithin = .seconds(2)
        settings.upkeepInterval = .milliseconds(20)
    }
}

private func number(_ name: String) throws -> Int? {
    guard let text = getenv(name).map({ String(cString: $0) }) else { return nil }
    return try #require(Int(text).flatMap { $0 >= 0 ? $0 : nil }, "\(name) is a number")
}

private func seeds() throws -> [UInt64] { try number("SEED").map { [UInt64($0)] } ?? [0, 1, 2] }
