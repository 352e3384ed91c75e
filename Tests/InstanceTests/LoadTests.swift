import NIOHTTP1
import TestSupport
import Testing

/// Several instances that change the same users at once.
@Suite(.timeLimit(.minutes(10))) struct LoadTests {
    @Test func `four instances lose no change and no ping, and never send two pings of one user at once`() async throws
    {
        try await Stage.with(4) { stage in
            let delay = 25
            try await stage.sandbox.set(#"{"ping_delay_ms":\#(delay)}"#)
            let readers = try await stage.log.follow {
                let readers = try await Readers.signedIn(300, on: stage)
                let clock = ContinuousClock.now
                readers.stop(after: 2000)
                try await readers.rename(by: 32, at: stage.instances)
                print("\(readers.answered.renamed.count) renames at four instances in \(clock.duration(to: .now)).")
                return readers
            }
            #expect(readers.answered.others.isEmpty)
            try await expectNothingLost(of: readers, on: stage)
            await expectOnePingAtATime(of: readers, lasting: delay, on: stage)
        }
    }

    @Test func `a pull is never older than the rename that was answered before it`() async throws {
        try await Stage.with { stage in
            let readers = try await Readers.signedIn(8, on: stage)
            let token = try stage.systemToken()
            let older = try await inParallel(8, atOnce: 8) { index in
                let reader = readers.all[index]
                var older = 0
                for version in 2..<252 {
                    let (here, there) = (stage.instances[version % 2], stage.instances[(version + 1) % 2])
                    let name = "Name \(version)"
                    let patch = #"{"display_name":"\#(name)"}"#
                    let renamed = try await reader.browser.at(here).call(.PATCH, "/profile", patch)
                    try #require(renamed.status == 200)
                    let pulled = try await there.call(.GET, "/livefyre/profile/\(reader.user)?lftoken=\(token)")
                    if pulled.status != 200 || pulled.string("display_name") != name { older += 1 }
                }
                return older
            }
            #expect(older.reduce(0, +) == 0)
        }
    }

    @Test func `ten instances start at once on an empty database`() async throws {
        try await Stage.with(0) { stage in
            let clock = ContinuousClock.now
            let instances = try await inParallel(10, atOnce: 10) { _ in try await stage.start() }
            print("Ten instances were up after \(clock.duration(to: .now)).")
            for instance in instances { #expect(try await instance.call(.GET, "/ready").status == 200) }
            #expect(try await stage.query("SELECT count(*), max(number) FROM nameplate.migration") == [["2", "2"]])
            #expect(try await stage.query("SELECT name FROM nameplate.network") == [[Program.network]])
            _ = try await stage.signedIn()
            for instance in instances {
                let ada = try await instance.backend.call(.GET, "/users/ada")
                #expect(ada.string("profile.display_name") == "Ada Lovelace")
            }
        }
    }
}
