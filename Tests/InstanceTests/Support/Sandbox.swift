import Nameplate
import NIOHTTP1
import TestSupport
import Testing

/// The network's stand-in, as a process of its own.
struct Sandbox: Sendable {
    let base: String
    let process: ProgramProcess

    static func start() async throws -> Sandbox {
        let process = try await ProgramProcess(["sandbox", "--port", "0"], environment: Program.keys)
        let line = try await process.untilItSays("Studio: ")
        let address = try #require(line.firstMatch(of: /http:\/\/127\.0\.0\.1:\d+/))
        return Sandbox(base: String(address.0), process: process)
    }

    /// One line of its log.
    struct Entry: Sendable {
        let sequence: Int
        /// In milliseconds.
        let at: Int
        let step: Int?
        let user: String?
        let name: String?
        let version: Int?

        static let pingReceived = 1
        static let acknowledged = 2
        static let updated = 7

        func isPing(for user: String, after other: Int) -> Bool {
            sequence > other && step == Self.pingReceived && self.user == user
        }
    }

    func set(_ faults: String) async throws {
        let answer = try await Caller(base: base).call(.POST, "/studio/faults", faults)
        try #require(answer.status == 200, "\(answer.text)")
    }

    func clearFaults() async throws {
        let answer = try await Caller(base: base).call(.DELETE, "/studio/faults")
        try #require(answer.status == 200)
    }

    /// Has the network read profiles at that instance.
    func pull(from instance: Instance) async throws {
        let url = "\(instance.base)/livefyre/profile/{id}"
        let answer = try await Caller(base: base).call(.PUT, "/studio/pull-url", #"{"url":"\#(url)"}"#)
        try #require(answer.status == 200)
    }

    /// The entries after that one; waits some seconds for there to be any.
    func log(after sequence: Int) async throws -> [Entry] {
        let answer = try await Caller(base: base).call(.GET, "/studio/log?after=\(sequence)&wait=5")
        guard case .array(let entries)? = answer["entries"] else { return [] }
        return entries.compactMap(\.object).compactMap { entry in
            func number(_ name: String) -> Int? { entry[name]?.number.map { Int($0) } }
            guard let sequence = number("seq"), let at = number("at") else { return nil }
            return Entry(
                sequence: sequence,
                at: at,
                step: number("step"),
                user: entry["user"]?.string,
                name: entry["name"]?.string,
                version: number("version")
            )
        }
    }

    func user(_ id: String) async throws -> Answer { try await Caller(base: base).call(.GET, "/studio/users/\(id)") }
}
