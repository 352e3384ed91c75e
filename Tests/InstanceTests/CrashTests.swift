import Glibc
import Nameplate
import TestDatabase
import Testing

/// `kill -9` at each step of the ways that data takes, again and again.
///
/// Afterwards what readers were answered, what the service has and what its network shows are compared: nothing is
/// lost, nothing is there that nobody asked for, nothing went back, nobody is signed out. `CRASHES=100000` says how
/// often; once at each step otherwise.
@Suite(.serialized) struct CrashTests {
    private static let checkedEvery = 50
    /// Long courses say how far they have come.
    private static let toldEvery = 1000
    /// On a busy machine a load may seldom lead by a step; after so many misses in a row it never will.
    private static let mostMisses = 20

    private static var crashes: Int {
        get throws {
            guard let text = getenv("CRASHES").map({ String(cString: $0) }) else { return FailPoint.ofService.count }
            return try #require(Int(text), "CRASHES is a number")
        }
    }

    @Test func `a crash at any step loses nothing on the embedded store`() async throws {
        try await withFolder { folder in
            try await Self.crash(try Self.crashes, database: "sqlite:\(folder)/nameplate.db")
        }
    }

    @Test func `a crash at any step loses nothing on PostgreSQL`() async throws {
        let server = try await PostgresServer.shared
        let database = try await server.newDatabase()
        try await Self.crash(max(1, try Self.crashes / 5), database: database)
        try await server.dropDatabase(database)
    }

    private static func crash(_ count: Int, database: String) async throws {
        var counts: [FailPoint: Int] = [:]
        var misses = 0
        try await Crashes.with(database: database) { crashes in
            var left = count
            var points: [FailPoint] = []
            while left > 0 {
                try Task.checkCancellation()
                if points.isEmpty { points = FailPoint.ofService.shuffled() }
                let point = points.removeLast()
                guard try await crashes.crash(at: point, times: misses == 0 ? .random(in: 1...6) : 1) else {
                    misses += 1
                    if misses == Self.mostMisses { break }
                    points.insert(point, at: 0)
                    continue
                }
                misses = 0
                counts[point, default: 0] += 1
                left -= 1
                if left.isMultiple(of: checkedEvery) { #expect(try await crashes.check() == []) }
                if left > 0, left.isMultiple(of: toldEvery) { print("\(count - left) of \(count) crashes so far.") }
            }
            print(
                "\(count) crashes at \(counts.count) steps, \(crashes.answered) renames answered, \(crashes.unanswered) "
                    + "not: none lost, none made up, none undone."
            )
        }
        let missing = Set(FailPoint.ofService).subtracting(counts.keys)
        #expect(counts.count == min(count, FailPoint.ofService.count), "\(missing)")
    }
}
