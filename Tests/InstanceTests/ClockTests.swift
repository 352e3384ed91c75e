import Glibc
import Nameplate
import NIOHTTP1
import TestSupport
import Testing

/// A wall clock that steps under a service that runs: somebody corrects it, or a virtual machine wakes up.
///
/// Nobody is signed out, no token outlives its session, versions go up, and what is owed goes out without waiting for
/// the clock to come round again.
@Suite(.timeLimit(.minutes(10))) struct ClockTests {
    private static let minutes = 60

    @Test(arguments: [-10 * minutes, 10 * minutes])
    func `a clock that is put back or forward loses no ping and signs nobody out`(step: Int) async throws {
        try await withSite { site, clock in
            let instance = try await site.start()
            let users = (0..<3).map { "reader-\($0)" }
            let browsers = try await inParallel(users.count, atOnce: 4) { index in
                try await instance.signedIn(users[index], name: "Old")
            }
            let stream = try await EventStream.open(browsers[0])
            try await site.log.until(shows: Dictionary(uniqueKeysWithValues: users.map { ($0, 1) }))
            // What is owed is to be tried again soon, by the clock as it is now.
            try await site.sandbox.set(#"{"ping_status":503}"#)
            let start = await site.log.entries.last?.sequence ?? 0
            for browser in browsers { #expect(try await browser.rename("New").status == 200) }
            for user in users { _ = try await site.log.first { $0.isPing(for: user, after: start) } }
            try clock.put(step)
            try await site.sandbox.clearFaults()
            let stepped = ContinuousClock.now
            try await site.expectAgreement(of: users, at: instance)
            print("All that was owed had gone out \(stepped.duration(to: .now)) after a step of \(step) s.")
            #expect(stepped.duration(to: .now) < .seconds(300))

            for browser in browsers {
                #expect(try await browser.call(.GET, "/auth/token").status == 200)
                #expect(try await browser.call(.POST, "/auth/cycle").status == 200)
                #expect(try await browser.rename("Newer").number("profile.version") == 3)
                #expect(try await browser.call(.GET, "/auth/token").claim("display_name") == "Newer")
            }
            #expect(try await stream.until(version: 3))
            try await site.expectAgreement(of: users, at: instance)
            try await site.end(instance)
        }
    }

    @Test func `a session ends at its own time, and no token lives longer, however the clock steps`() async throws {
        let lifetime = 3000
        try await withSite(["NAMEPLATE_SESSION_LIFETIME": "\(lifetime)"]) { site, clock in
            let instance = try await site.start()
            let before = time(nil)
            let ada = try await instance.signedIn("ada", name: "Ada")
            let ends = before + lifetime...time(nil) + lifetime
            for step in [0, -600, 600, -3600, 2500, 0] {
                try clock.put(step)
                let token = try await ada.call(.GET, "/auth/token")
                let expires = try #require(token.number("token_expires").map { Int($0) }, "\(step): \(token.text)")
                #expect(expires <= ends.upperBound, "\(step)")
                // It ends with its session, or after its own hour.
                let own = time(nil) + step + 3600
                #expect(ends.contains(expires) || (own - 60...own).contains(expires), "\(step)")
                #expect(try await ada.call(.POST, "/auth/cycle").status == 200, "\(step)")
            }
            let stream = try await EventStream.open(ada)
            #expect(try await stream.next()?.name == "hello")
            try clock.put(lifetime + 60)
            #expect(try await ada.call(.GET, "/auth/token").status == 401)
            #expect(try await stream.last()?.data == #"{"reason":"expired"}"#)
            try await site.end(instance)
        }
    }

    @Test func `versions go up while the clock goes anywhere, and whoever sends is never taken for dead`() async throws
    {
        try await withSite { site, clock in
            let instance = try await site.start()
            let ada = try await instance.signedIn("ada", name: "Ada 1")
            let stream = try await EventStream.open(ada)
            for version in 2...41 {
                try clock.put(Int.random(in: -600...600))
                let renamed = try await ada.rename("Ada \(version)")
                #expect(renamed.number("profile.version") == Double(version), "\(renamed.text)")
                if version.isMultiple(of: 10) {
                    try await site.log.until(shows: ["ada": version])
                    #expect(try await stream.until(version: version))
                }
            }
            try await site.expectAgreement(of: ["ada"], at: instance)
            try await site.end(instance)
        }
    }

    private func withSite(
        _ more: [String: String] = [:],
        _ body: (Site, SteppedClock) async throws -> Void
    ) async throws {
        try await withFolder { folder in
            try await SteppedClock.with(in: folder) { clock in
                let environment = clock.environment.merging(more) { $1 }
                try await Site.with(database: "sqlite:\(folder)/nameplate.db", environment: environment) { site in
                    try await body(site, clock)
                }
            }
        }
    }
}
