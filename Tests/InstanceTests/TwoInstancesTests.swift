import Glibc
import NIOHTTP1
import Nameplate
import TestSupport
import Testing

/// What is done at one instance and must show at the other.
@Suite(.timeLimit(.minutes(10))) struct TwoInstancesTests {
    @Test func `a rename at one shows in the streams, the tokens and the pulls of the other`() async throws {
        try await Stage.with { stage in
            let (a, b) = (stage.instances[0], stage.instances[1])
            let reader = try await stage.signedIn()
            _ = try await reader.call(.GET, "/auth/token")
            let stream = try await EventStream.open(reader)
            #expect(try await stream.next()?.name == "hello")

            let renamed = try await reader.at(b).call(.PATCH, "/profile", #"{"display_name":"Ada L."}"#)
            #expect(renamed.status == 200)
            let clock = ContinuousClock.now
            let event = try #require(try await stream.next())
            print("The other instance's stream fired after \(clock.duration(to: .now)).")
            #expect(event.name == "profile")
            #expect(event.data == #"{"user":"ada","version":2}"#)

            // With the version that the stream has told, and without: by then the instance has heard of it itself.
            #expect(try await reader.at(a).call(.GET, "/auth/token?version=2").claim("display_name") == "Ada L.")
            #expect(try await reader.at(a).call(.GET, "/auth/token").claim("display_name") == "Ada L.")
            let shown = try await stage.log.first { $0.step == Sandbox.Entry.updated && $0.version == 2 }
            #expect(shown.name == "Ada L.")
        }
    }

    @Test func `a token that must be of a version is never older, however soon it is asked for elsewhere`() async throws
    {
        try await Stage.with { stage in
            let (a, b) = (stage.instances[0], stage.instances[1])
            let reader = try await stage.signedIn()
            for version in 2...101 {
                let (here, there) = version.isMultiple(of: 2) ? (a, b) : (b, a)
                let name = "Ada \(version)"
                _ = try await reader.at(here).call(.PATCH, "/profile", #"{"display_name":"\#(name)"}"#)
                let token = try await reader.at(there).call(.GET, "/auth/token?version=\(version)")
                #expect(token.claim("display_name") == name)
            }
        }
    }

    @Test(arguments: Ending.all)
    func `a session that ends at one is refused by the other within a second`(ending: Ending) async throws {
        try await Stage.with { stage in
            let (a, b) = (stage.instances[0], stage.instances[1])
            let reader = try await stage.signedIn()
            let other = a.browser()
            #expect(try await other.signIn().status == 200)
            // Both remember the session that is going to end.
            for instance in stage.instances {
                #expect(try await reader.at(instance).call(.GET, "/auth/token").status == 200)
            }
            let streams = [try await EventStream.open(reader.at(a)), try await EventStream.open(reader.at(b))]
            for stream in streams { #expect(try await stream.next()?.name == "hello") }

            #expect(try await ending.act(Ending.Stand(ending: reader.at(b), other: other.at(b), at: b)) < 300)
            let late = try await reader.at(a).timeUntilRefused()
            print("\(ending.testDescription): accepted for \(late) after the end.")
            #expect(late < .seconds(1))
            #expect(try await reader.at(b).call(.GET, "/auth/token").status == 401)
            for stream in streams { #expect(try await stream.last()?.data == #"{"reason":"\#(ending.reason)"}"#) }
        }
    }

    @Test func `an instance that hears nothing any more trusts nothing that it remembers`() async throws {
        try await Stage.with { stage in
            let (a, b) = (stage.instances[0], stage.instances[1])
            let reader = try await stage.signedIn()
            #expect(try await reader.at(b).call(.GET, "/auth/token").status == 200)
            let stream = try await EventStream.open(reader.at(b))
            let listeners = try await stage.query(
                "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'"
            ).compactMap { $0.first.flatMap { pid_t($0) } }
            #expect(listeners.count == 2)
            // The connections stay, and bring nothing: as with a firewall that has forgotten them.
            for listener in listeners { kill(listener, SIGSTOP) }
            defer { for listener in listeners { kill(listener, SIGCONT) } }
            #expect(try await reader.at(a).call(.PATCH, "/profile", #"{"display_name":"Ada L."}"#).status == 200)
            #expect(try await reader.at(b).call(.GET, "/auth/token?version=2").claim("display_name") == "Ada L.")
            #expect(try await reader.at(a).call(.POST, "/auth/logout").status == 204)
            let late = try await reader.at(b).timeUntilRefused()
            print("Without news: accepted for \(late) after the end.")
            #expect(late < .seconds(1))
            // It listens anew by itself, and then has its streams look.
            #expect(try await stream.last()?.name == "signed-out")
        }
    }

    @Test func `a cycle at one leaves the session good at the other`() async throws {
        try await Stage.with { stage in
            let reader = try await stage.signedIn()
            for round in 0..<20 {
                let (here, there) = (stage.instances[round % 2], stage.instances[(round + 1) % 2])
                let browser = reader.at(here)
                #expect(try await browser.call(.POST, "/auth/cycle").status == 200)
                #expect(try await browser.at(there).call(.GET, "/auth/token").status == 200)
                // A tab that has not heard of the new cookie yet is let in for a while.
                #expect(try await reader.at(there).call(.GET, "/auth/token").status == 200)
            }
        }
    }
}
