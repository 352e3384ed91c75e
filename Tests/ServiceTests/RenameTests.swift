import Livefyre
import Nameplate
import NIOHTTP1
import Testing
import TestSupport

/// The main job: one change, and every place that shows the name.
@Suite struct RenameTests {
    @Test func `a rename answers with the new profile, a token that carries the name, and a taken ping`() async throws {
        try await Running.run { running in
            let browser = try await running.signedIn()
            let answer = try await browser.call(.PATCH, "/profile", #"{"display_name":"Ada L."}"#)
            #expect(answer.status == 200)
            #expect(answer.string("profile.display_name") == "Ada L.")
            #expect(answer.number("profile.version") == 2)
            #expect(answer.headers.first(name: "ETag") == "\"2\"")
            let claims = try running.network.verify(
                try #require(answer.string("token")),
                now: running.clock.now.seconds
            )
            #expect(claims.displayName == "Ada L.")
            #expect(claims.userID == "ada")
            #expect(answer.string("deliveries.0.network") == "labs.fyre.co")
            #expect(["acknowledged", "confirmed"].contains(answer.string("deliveries.0.state")))
            #expect(answer.number("deliveries.0.status") == 200)
            #expect(answer.number("deliveries.0.version") == 2)
        }
    }

    @Test func `the network pulls the new name, and its seven steps come in order`() async throws {
        try await Running.run { running in
            let browser = try await running.signedIn()
            _ = try await running.networkUser("ada") { $0.string("display_name") == "Ada Lovelace" }
            let before = try await running.timeline().count
            _ = try await browser.call(.PATCH, "/profile", #"{"display_name":"Ada L."}"#)
            let user = try await running.networkUser("ada") { $0.string("display_name") == "Ada L." }
            #expect(user.status == 200)
            let steps = try await running.timeline { $0["detail"]?.string?.contains("Ada L.") == true }
                .dropFirst(before).compactMap { $0["step"]?.number }
            #expect(steps.prefix(7) == [1, 2, 3, 4, 5, 6, 7])
        }
    }

    @Test func `a pulled version is on record, and the delivery is confirmed`() async throws {
        try await Running.run { running in
            let browser = try await running.signedIn()
            _ = try await running.eventually("/users/ada") { $0.string("deliveries.0.state") == "confirmed" }
            // Pulls of two versions that begin within half a minute leave it in doubt which of them the network keeps.
            running.clock.advance(by: .seconds(31))
            _ = try await browser.call(.PATCH, "/profile", #"{"display_name":"Ada L."}"#)
            _ = try await running.networkUser("ada") { $0.string("display_name") == "Ada L." }
            // A further change is committed after the note of the pull, so it comes to be there without a wait.
            let answer = try await running.eventually("/users/ada") { $0.string("deliveries.0.state") == "confirmed" }
            #expect(answer.number("deliveries.0.pulled_version") == 2)
        }
    }

    @Test func `an edit that alters nothing makes no version and no ping`() async throws {
        try await Running.run { running in
            let browser = try await running.signedIn()
            _ = try await running.networkUser("ada") { $0.string("display_name") == "Ada Lovelace" }
            let before = try await running.timeline().count
            let answer = try await browser.call(.PATCH, "/profile", #"{"display_name":"  Ada Lovelace "}"#)
            #expect(answer.status == 200)
            #expect(answer.number("profile.version") == 1)
            #expect(try await running.timeline().count == before)
        }
    }

    @Test func `a change is sent once`() async throws {
        try await Running.run { running in
            let browser = try await running.signedIn()
            _ = try await running.networkUser("ada") { $0.string("display_name") == "Ada Lovelace" }
            for number in 1...5 {
                let answer = try await browser.call(.PATCH, "/profile", #"{"display_name":"Ada \#(number)"}"#)
                #expect(answer.string("deliveries.0.state") != "pending")
            }
            let pings = try await running.timeline().filter { $0["step"]?.number == 1 }
            #expect(pings.count == 6)
        }
    }

    @Test func `a network that is gone fails no change, and gets the ping when it is back`() async throws {
        try await Running.run { running in
            let browser = try await running.signedIn()
            _ = try await running.networkUser("ada") { $0.string("display_name") == "Ada Lovelace" }
            try await running.sandboxServer.stop()
            let answer = try await browser.call(.PATCH, "/profile", #"{"display_name":"Ada L."}"#)
            #expect(answer.status == 200)
            #expect(answer.string("deliveries.0.state") == "pending")
            #expect(answer.string("deliveries.0.error") == "refused")
            _ = try await running.sandboxServer.start()
            running.clock.advance(by: .seconds(3))
            let user = try await running.eventually("/users/ada") {
                $0.string("deliveries.0.state") == "acknowledged"
            }
            #expect(user.number("deliveries.0.acknowledged_version") == 2)
        }
    }

    @Test func `a restart of the service loses nothing that is owed`() async throws {
        try await Running.run { running in
            let browser = try await running.signedIn()
            _ = try await running.networkUser("ada") { $0.string("display_name") == "Ada Lovelace" }
            try await running.sandboxServer.stop()
            _ = try await browser.call(.PATCH, "/profile", #"{"display_name":"Ada L."}"#)
            try await running.serviceServer.stop()
            _ = try await running.sandboxServer.start()
            running.clock.advance(by: .seconds(30))
            _ = try await running.serviceServer.start()
            let user = try await running.eventually("/users/ada") {
                $0.string("deliveries.0.state") == "acknowledged"
            }
            #expect(user.number("deliveries.0.acknowledged_version") == 2)
        }
    }

    @Test func `of many changes at once each gets a version of its own`() async throws {
        try await Running.run { running in
            let browser = try await running.signedIn()
            let versions = try await withThrowingTaskGroup(of: Double?.self) { group in
                for number in 0..<40 {
                    group.addTask {
                        try await browser.call(.PATCH, "/profile", #"{"display_name":"Name \#(number)"}"#)
                            .number("profile.version")
                    }
                }
                return try await group.reduce(into: Set<Double>()) { if let version = $1 { $0.insert(version) } }
            }
            #expect(versions == Set((2...41).map(Double.init)))
            let last = try await browser.call(.GET, "/profile").string("profile.display_name")
            let user = try await running.networkUser("ada") { $0.string("display_name") == last }
            #expect(user.status == 200)
        }
    }
}
