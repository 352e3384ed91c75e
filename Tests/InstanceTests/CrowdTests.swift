import Nameplate
import NIOHTTP1
import TestSupport
import Testing

/// More callers than there is room for.
@Suite(.timeLimit(.minutes(10))) struct CrowdTests {
    @Test func `connections beyond what a process may open wait, spin nothing, and cost no ping`() async throws {
        try await withSite(through: ["prlimit", "--nofile=128:128"]) { site in
            let instance = try await site.start()
            let ada = try await instance.signedIn("ada", name: "Ada 1")
            try await site.log.until(shows: ["ada": 1])
            let stream = try await EventStream.open(ada)
            try await site.sandbox.set(#"{"ping_status":503}"#)
            #expect(try await ada.rename("Ada 2").status == 200)
            let crowd = Crowd(at: instance)
            try crowd.grow(by: 200)
            try await untilItHolds(64, instance.process)
            try await site.sandbox.clearFaults()
            // The ping needs a socket of its own, and what comes of it a commit.
            let start = await site.log.entries.last?.sequence ?? 0
            _ = try await site.log.first { $0.isPing(for: "ada", after: start) }

            let used = try instance.process.processorTime
            let span = try await quiet(on: site)
            let spent = try instance.process.processorTime - used
            print("\(try instance.process.openDescriptors) descriptors of 128, \(spent) of the processor in \(span).")
            #expect(spent < span / 10)
            #expect(try instance.process.openDescriptors < 120)

            crowd.leave()
            #expect(try await instance.call(.GET, "/ready").status == 200)
            #expect(try await ada.rename("Ada 3").number("profile.version") == 3)
            #expect(try await stream.until(version: 3))
            try await site.expectAgreement(of: ["ada"], at: instance)
            try await site.end(instance)
        }
    }

    @Test func `large bodies, slow senders and many streams fit into twice the usual memory`() async throws {
        try await withSite { site in
            let instance = try await site.start()
            let ada = try await instance.signedIn("ada", name: "Ada 1")
            // Its usual work.
            try await flood(instance, by: ada, rounds: 1, crowd: 20)
            let (data, usual) = (try instance.process.kilobytes("VmData"), try instance.process.kilobytes("VmRSS"))
            try await instance.process.limitData(kilobytes: data + usual)
            try await flood(instance, by: ada, rounds: 2, crowd: 200)
            print(
                "In memory: \(usual) kB by then, \(try instance.process.kilobytes("VmHWM")) kB at the most; data: "
                    + "\(data) kB by then, \(try instance.process.kilobytes("VmData")) kB of \(data + usual) kB now."
            )
            let renamed = try await ada.rename("Ada, still here")
            #expect(renamed.status == 200, "\(renamed.text)")
            #expect(try await instance.call(.GET, "/ready").status == 200)
            try await site.expectAgreement(of: ["ada"], at: instance)
            try await site.end(instance)
        }
    }

    /// Everything at once that takes memory: bodies that are too large, bodies that never end, streams, and heads
    /// without an end.
    private func flood(_ instance: Instance, by browser: Browser, rounds: Int, crowd count: Int) async throws {
        let large = #"{"bio":"\#(String(repeating: "x", count: 60_000))"}"#
        let tooLarge = #"{"bio":"\#(String(repeating: "x", count: 300_000))"}"#
        let head = "PATCH /profile HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        let cookie = "Cookie: \(browser.currentCookie ?? "")\r\nOrigin: \(browser.origin ?? "")\r\n"
        for _ in 0..<rounds {
            let crowd = Crowd(at: instance)
            let half = String(repeating: "y", count: 32_000)
            try crowd.grow(by: count / 2, saying: head + cookie + "Content-Length: 64000\r\n\r\n" + half)
            try crowd.grow(by: count / 4, saying: head + "X: " + half)
            try crowd.grow(by: count / 4, saying: "GET /auth/events HTTP/1.1\r\nHost: localhost\r\n\(cookie)\r\n")
            let streams = try await inParallel(count / 2, atOnce: 16) { _ in try await EventStream.open(browser).status
            }
            #expect(streams.allSatisfy { $0 == 200 })
            let statuses = try await inParallel(count, atOnce: 32) { index in
                // Who sends too much may be cut off before it has read why.
                try? await browser.call(.PATCH, "/profile", index.isMultiple(of: 2) ? large : tooLarge).status
            }
            let answers = Dictionary(grouping: statuses.compactMap(\.self)) { $0 }.mapValues(\.count)
            print("Answers to large bodies: \(answers), cut off: \(statuses.count { $0 == nil })")
            #expect(answers.keys.allSatisfy { [413, 422, 503].contains($0) })
            crowd.leave()
        }
    }

    /// Waits until the process has so many descriptors open.
    private func untilItHolds(_ count: Int, _ process: ProgramProcess) async throws {
        while try process.openDescriptors < count {
            try Task.checkCancellation()
            await Task.yield()
        }
    }

    /// Lets five seconds pass at the network, which waits for something to happen there, and returns how long it was.
    private func quiet(on site: Site) async throws -> Duration {
        let start = ContinuousClock.now
        while start.duration(to: .now) < .seconds(5) {
            let last = try await site.sandbox.log(after: 0).last?.sequence ?? 0
            _ = try await site.sandbox.log(after: last)
        }
        return start.duration(to: .now)
    }

    private func withSite(through programs: [String] = [], _ body: (Site) async throws -> Void) async throws {
        try await withFolder { folder in
            try await Site.with(
                database: "sqlite:\(folder)/nameplate.db",
                through: programs,
                environment: ["NAMEPLATE_PULL_WITHIN": "30"]
            ) { try await body($0) }
        }
    }
}
