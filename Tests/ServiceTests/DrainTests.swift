import Livefyre
import Nameplate
import NameplateService
import NIOHTTP1
import Testing
import TestSupport

/// The stop of a service, as SIGTERM begins it.
@Suite struct DrainTests {
    @Test func `while it stops new work is refused as safe to ask again, and what networks read is answered`()
        async throws
    {
        let (drain, drained) = AsyncStream.makeStream(of: Never.self)
        try await Running.run(adjust: { $0.drained = { for await _ in drain {} } }) { running in
            defer { drained.finish() }
            let browser = try await running.signedIn()
            let stream = try await EventStream.open(browser)
            _ = try await stream.next()
            stream.retry = nil
            let stopped = Task { try await running.serviceServer.stop() }
            #expect(try await stream.next() == nil)
            #expect(stream.retry == 1000)

            let answer = try await browser.call(.PATCH, "/profile", #"{"display_name":"Ada L."}"#)
            #expect(answer.status == 503)
            #expect(answer.string("type") == "stopping")
            #expect(answer.headers.first(name: "Retry-After") == "1")
            #expect(answer.headers.first(name: "Connection") == "close")
            // Or a page of another origin could not read that.
            #expect(answer.headers.first(name: "Access-Control-Allow-Origin") == browser.origin)
            #expect(try await browser.call(.GET, "/auth/session").status == 503)
            #expect(try await EventStream.open(browser).status == 503)
            #expect(try await running.backend.call(.GET, "/users").status == 503)

            let caller = Caller(base: running.base)
            #expect(try await caller.call(.GET, "/ready").status == 503)
            #expect(try await caller.call(.GET, "/health").status == 200)
            #expect(try await caller.call(.GET, "/metrics").text.contains("\nnameplate_stopping 1\n"))
            let token = running.network.systemToken(expiresIn: 60, now: running.clock.now.seconds)
            let pull = try await caller.call(.GET, "/livefyre/profile/ada?lftoken=\(token)")
            #expect(pull.status == 200)
            #expect(pull.headers.first(name: "Connection") == "close")

            drained.finish()
            try await stopped.value
            _ = try await running.serviceServer.start()
            #expect(try await browser.call(.GET, "/profile").number("profile.version") == 1)
        }
    }

    @Test func `a request and a ping that are under way are finished first`() async throws {
        try await Running.run { running in
            let browser = try await running.signedIn()
            // The first ping must be over: while one is under way, a change leaves the next to whoever sends it.
            _ = try await running.eventually("/users/ada") { $0.number("deliveries.0.acknowledged_version") == 1 }
            let sandbox = Caller(base: running.sandbox)
            _ = try await sandbox.call(.POST, "/studio/faults", #"{"ping_delay_ms":1500}"#)
            let seen = try await running.timeline().compactMap { $0["seq"]?.number }.max() ?? 0
            async let answer = browser.call(.PATCH, "/profile", #"{"display_name":"Ada L."}"#)
            _ = try await running.timeline { $0["step"]?.number == 1 && ($0["seq"]?.number ?? 0) > seen }
            try await running.serviceServer.stop()
            #expect(try await answer.status == 200)
            #expect(["acknowledged", "confirmed"].contains(try await answer.string("deliveries.0.state")))
            #expect(try await answer.headers.first(name: "Connection") == "close")
        }
    }
}
