import Nameplate
import NIOHTTP1
import Testing
import TestRandomness
import TestSupport

/// A random course of edits while the network does everything wrong that its dials can make it do.
struct FaultWalk {
    private static let stretch = 15
    private static let users = ["ada", "alan", "grace"]
    /// Most of them let something through: a lane that gave the network up would see little of the others.
    private static let dials = [
        #"{"drop_rate":0.4}"#, #"{"drop_rate":0.4}"#, #"{"drop_rate":0}"#, #"{"ping_delay_ms":15}"#,
        #"{"ping_delay_ms":null}"#, #"{"pull_delay_ms":15}"#, #"{"pull_delay_ms":null}"#, #"{"skip_pull":true}"#,
        #"{"skip_pull":false}"#, #"{"duplicate_pull":true}"#, #"{"duplicate_pull":false}"#,
        #"{"reorder_pulls":true}"#, #"{"reorder_pulls":true}"#, #"{"reorder_pulls":false}"#,
        #"{"ping_status":500}"#, #"{"ping_status":429,"ping_retry_after":1}"#, #"{"ping_status":403}"#,
        #"{"ping_status":null}"#, #"{"ping_status":null}"#, #"{"ping_status":202}"#,
    ]

    private let running: Running
    private var random: Seeded
    /// The newest that was committed of each.
    private var newest: [String: (name: String, version: Double)] = [:]
    private(set) var edits = 0
    private(set) var turnedDials = 0

    init(_ seed: UInt64, on running: Running) {
        self.running = running
        random = Seeded(seed)
    }

    /// In stretches, after each of which the network does everything right for a while, and everything must be.
    mutating func run(steps: Int) async throws {
        for first in stride(from: 0, to: steps, by: Self.stretch) {
            for user in Self.users { try await edit(user) }
            if Bool.random(using: &random) { try await turn(#"{"reorder_pulls":true}"#) }
            for _ in first..<min(first + Self.stretch, steps) { try await step() }
            try await settle()
            try await check()
        }
    }

    private mutating func step() async throws {
        switch Int.random(in: 0..<20, using: &random) {
        case 0..<10: try await edit(Self.users.randomElement(using: &random) ?? "ada")
        case 10..<14: try await turn(Self.dials.randomElement(using: &random) ?? "{}")
        case 14: try await running.clearFaults()
        case 15, 16: running.clock.advance(by: .milliseconds(Int.random(in: 1...4000, using: &random)))
        case 17: try await letTimePass(.seconds(Int.random(in: 31...1500, using: &random)))
        case 18: _ = try await running.backend.call(.POST, "/networks/labs.fyre.co/resume", "{}")
        default: _ = try await running.backend.call(.GET, "/networks")
        }
    }

    private mutating func edit(_ user: String) async throws {
        edits += 1
        let name = "Name \(edits)"
        let answer = try await running.put(user, name: name)
        try #require(answer.status < 300, "\(answer.text)")
        newest[user] = (name, try #require(answer.number("profile.version")))
    }

    private mutating func turn(_ dial: String) async throws {
        turnedDials += 1
        try await running.setFaults(dial)
    }

    /// An answer is not under way for so long: what the network holds back arrives first.
    private func letTimePass(_ span: Duration) async throws {
        try await running.setFaults(#"{"reorder_pulls":false}"#)
        running.clock.advance(by: span)
    }

    /// The network does everything right from now on, and time passes until nothing is left to do.
    private func settle() async throws {
        try await running.clearFaults()
        for _ in 0..<40 {
            // What has drifted is told again by the nightly reconciliation.
            running.clock.advance(by: .seconds(86_401))
            if try await isQuiet() { return }
        }
        Issue.record("The loop never closed.")
    }

    /// Looks for a while: what was under way when time passed may have failed since, and be due later again.
    private func isQuiet() async throws -> Bool {
        for _ in 0..<500 {
            let networks = try await running.backend.call(.GET, "/networks")
            let left = ["owed", "unread", "drifted"].map { networks.number("networks.0.\($0)") }
            if left == [0, 0, 0] { return true }
        }
        return false
    }

    /// What the service has noted as read may arrive a moment later.
    private func shownName(of user: String, hopefully name: String) async throws -> String? {
        var shown: String?
        for _ in 0..<2000 where shown != name {
            shown = try await Caller(base: running.sandbox).call(.GET, "/studio/users/\(user)").string("display_name")
        }
        return shown
    }

    /// The network shows each as the newest edit has it, and the service knows it.
    private func check() async throws {
        for user in Self.users {
            let wanted = try #require(newest[user])
            let answer = try await running.backend.call(.GET, "/users/\(user)")
            #expect(answer.string("deliveries.0.state") == "confirmed")
            #expect(answer.string("profile.display_name") == wanted.name)
            #expect(answer.number("profile.version") == wanted.version)
            #expect(answer.number("deliveries.0.pulled_version") == wanted.version)
            #expect(try await shownName(of: user, hopefully: wanted.name) == wanted.name)
        }
    }
}
