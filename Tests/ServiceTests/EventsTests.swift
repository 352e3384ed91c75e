import Nameplate
import NIOHTTP1
import Testing
import TestSupport

/// The stream that each tab's leader holds.
@Suite struct EventsTests {
    @Test func `a second connection hears of the new version`() async throws {
        try await Running.run { running in
            let browser = try await running.signedIn()
            let stream = try await EventStream.open(browser.copy())
            #expect(stream.status == 200)
            #expect(stream.headers.first(name: "Content-Type") == "text/event-stream")
            #expect(stream.headers.first(name: "X-Accel-Buffering") == "no")
            #expect(stream.headers.first(name: "Cache-Control") == "no-store")
            let hello = try await stream.next()
            #expect(hello?.name == "hello")
            #expect(hello?.data == #"{"user":"ada","version":1}"#)
            _ = try await browser.call(.PATCH, "/profile", #"{"display_name":"Ada L."}"#)
            let event = try await stream.next()
            #expect(event?.name == "profile")
            #expect(event?.id == "2")
            #expect(event?.data == #"{"user":"ada","version":2}"#)
        }
    }

    @Test func `the timeline says how many open streams were told of a change, and nothing where none was`()
        async throws
    {
        try await Running.run { running in
            let browser = try await running.signedIn()
            let other = running.browser()
            _ = try await other.signIn()
            var streams: [EventStream] = []
            for browser in [browser.copy(), browser.copy(), other.copy()] {
                streams.append(try await EventStream.open(browser))
                _ = try await streams.last?.next()
            }
            try await running.create("grace", name: "Grace")
            _ = try await running.backend.call(.PATCH, "/users/grace", #"{"display_name":"Grace H."}"#)
            _ = try await browser.call(.PATCH, "/profile", #"{"display_name":"Ada L."}"#)
            for stream in streams { #expect(try await stream.next()?.id == "2") }
            // On a slow machine they may be told more than a second after each other, and counted by themselves.
            let timeline = try await running.eventually("/users/ada/timeline") {
                $0.tabs.map(\.count).reduce(0, +) == 3
            }
            #expect(timeline.tabs.allSatisfy { $0.version == 2 })
            #expect(try await running.backend.call(.GET, "/users/grace/timeline").tabs.isEmpty)
        }
    }

    @Test func `what was told just before a stop is on record`() async throws {
        try await Running.run { running in
            let browser = try await running.signedIn()
            let stream = try await EventStream.open(browser.copy())
            _ = try await stream.next()
            _ = try await browser.call(.PATCH, "/profile", #"{"display_name":"Ada L."}"#)
            #expect(try await stream.next()?.id == "2")
            try await running.serviceServer.stop()
            let entries = try await running.store.timeline(of: UserID("ada"), before: nil, limit: 9)?.entries ?? []
            let told = entries.compactMap { if case .tabs(let told) = $0 { told } else { nil } }
            #expect(told.map(\.count) == [1])
            #expect(told.map(\.version) == [2])
            _ = try await running.serviceServer.start()
        }
    }

    @Test func `hello says the present version, whatever since says`() async throws {
        try await Running.run { running in
            let browser = try await running.signedIn()
            _ = try await browser.call(.PATCH, "/profile", #"{"display_name":"Ada L."}"#)
            let stream = try await EventStream.open(browser)
            #expect(try await stream.next()?.data == #"{"user":"ada","version":2}"#)
        }
    }

    @Test(arguments: ["here", "everywhere"])
    func `a sign-out is told before its answer, then the stream ends`(scope: String) async throws {
        try await Running.run { running in
            let browser = try await running.signedIn()
            let stream = try await EventStream.open(browser)
            _ = try await stream.next()
            #expect(try await browser.call(.POST, "/auth/logout", #"{"scope":"\#(scope)"}"#).status == 204)
            let event = try await stream.next()
            #expect(event?.name == "signed-out")
            #expect(event?.data == #"{"reason":"\#(scope)"}"#)
            #expect(try await stream.next() == nil)
        }
    }

    @Test func `signing out elsewhere ends the other device and leaves this one`() async throws {
        try await Running.run { running in
            let here = try await running.signedIn()
            let there = running.browser()
            _ = try await there.signIn()
            let stream = try await EventStream.open(there)
            _ = try await stream.next()
            #expect(try await here.call(.POST, "/auth/logout", #"{"scope":"elsewhere"}"#).status == 204)
            #expect(try await stream.next()?.data == #"{"reason":"elsewhere"}"#)
            #expect(try await there.call(.GET, "/auth/token").status == 401)
            #expect(try await here.call(.GET, "/auth/token").status == 200)
        }
    }

    @Test func `a disabled reader's streams end at once`() async throws {
        try await Running.run { running in
            let browser = try await running.signedIn()
            let stream = try await EventStream.open(browser)
            _ = try await stream.next()
            _ = try await running.backend.call(.PATCH, "/users/ada", #"{"disabled":true}"#)
            var event = try await stream.next()
            if event?.name == "profile" { event = try await stream.next() }
            #expect(event?.data == #"{"reason":"disabled"}"#)
            #expect(try await browser.signIn().status == 401)
        }
    }

    @Test func `a new password ends the other sessions' streams`() async throws {
        try await Running.run { running in
            let here = try await running.signedIn()
            let there = running.browser()
            _ = try await there.signIn()
            let stream = try await EventStream.open(there)
            _ = try await stream.next()
            let answer = try await here.call(
                .PUT,
                "/profile/password",
                #"{"current":"open-sesame","new":"a longer secret"}"#
            )
            #expect(answer.status == 204)
            #expect(try await stream.next()?.data == #"{"reason":"password"}"#)
            #expect(try await here.call(.GET, "/auth/token").status == 200)
            #expect(try await running.browser().signIn().status == 401)
            #expect(try await running.browser().signIn(password: "a longer secret").status == 200)
        }
    }

    @Test func `the stop of the service ends open streams`() async throws {
        try await Running.run { running in
            let browser = try await running.signedIn()
            let stream = try await EventStream.open(browser)
            _ = try await stream.next()
            try await running.serviceServer.stop()
            #expect(try await stream.next() == nil)
            _ = try await running.serviceServer.start()
            #expect(try await browser.call(.GET, "/auth/session").string("user.id") == "ada")
        }
    }

    @Test func `asking for a stream's head alone opens none`() async throws {
        try await Running.run { running in
            let browser = try await running.signedIn()
            for _ in 0..<5 { _ = try await browser.call(.HEAD, "/auth/events") }
            let metrics = try await Caller(base: running.base).call(.GET, "/metrics")
            #expect(metrics.text.contains("nameplate_streams_open 0\n"))
        }
    }

    @Test func `nobody gets a stream without a session`() async throws {
        try await Running.run { running in
            let stream = try await EventStream.open(running.browser())
            #expect(stream.status == 401)
        }
    }
}

extension Answer {
    /// What a timeline says of tabs.
    fileprivate var tabs: [(version: Double?, count: Double)] {
        guard case .array(let entries)? = self["entries"] else { return [] }
        return entries.compactMap(\.object).compactMap { entry in
            guard entry["kind"]?.string == "tabs" else { return nil }
            return (entry["version"]?.number, entry["tabs"]?.number ?? 0)
        }
    }
}
