import Nameplate
import NIOHTTP1
import Testing
import TestSupport

extension Running {
    /// Sets the sandbox's dials; `null` for a member sets it back.
    func setFaults(_ body: String) async throws {
        let answer = try await Caller(base: sandbox).call(.POST, "/studio/faults", body)
        try #require(answer.status == 200, "\(answer.text)")
    }

    func clearFaults() async throws {
        try #require(try await Caller(base: sandbox).call(.DELETE, "/studio/faults").status < 300)
    }

    /// Makes a user without a password, which is quick.
    func put(_ user: String, name: String = "A Name") async throws -> Answer {
        try await backend.call(.PUT, "/users/\(user)", #"{"display_name":"\#(name)"}"#)
    }

    func rename(_ user: String, to name: String) async throws -> Answer {
        try await backend.call(.PATCH, "/users/\(user)", #"{"display_name":"\#(name)"}"#)
    }

    /// How many pings the sandbox has had.
    func pings() async throws -> Int { try await timeline().count { $0["step"]?.number == 1 } }

    func state(of user: String, is states: String...) async throws -> Answer {
        try await eventually("/users/\(user)") { states.contains($0.string("deliveries.0.state") ?? "") }
    }

    /// A change sends its own ping unless all places are taken, and then it doesn't wait for it.
    func failure(of user: String, is error: String) async throws -> Answer {
        try await eventually("/users/\(user)") { $0.string("deliveries.0.error") == error }
    }
}
