import Nameplate
import NIOHTTP1
import Testing
import TestSupport

/// W3C Trace Context: a caller's trace goes on in the log and at the network.
@Suite struct TraceTests {
    static let trace = "4bf92f3577b34da6a3ce929d0e0e4736"

    @Test func `a change's ping is a step of its caller's trace, with the caller's state`() async throws {
        let headers = try await pingHeaders([
            ("traceparent", "00-\(Self.trace)-00f067aa0ba902b7-01"), ("tracestate", "vendor=1,other=a:b"),
        ])
        let parent = try #require(headers.first(name: "traceparent"))
        #expect(parent.hasPrefix("00-\(Self.trace)-"))
        #expect(parent.hasSuffix("-01"))
        #expect(!parent.contains("00f067aa0ba902b7"))
        #expect(headers.first(name: "tracestate") == "vendor=1,other=a:b")
    }

    @Test func `without a trace the ping begins one`() async throws {
        let headers = try await pingHeaders([])
        let parent = try #require(headers.first(name: "traceparent"))
        #expect(parent.wholeMatch(of: /00-[0-9a-f]{32}-[0-9a-f]{16}-00/) != nil, "\(parent)")
        #expect(headers.first(name: "tracestate") == nil)
    }

    static let broken = [
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7", "4bf92f3577b34da6", "",
    ]

    @Test func `a trace that can't be read is not passed on, and nothing of its state either`() async throws {
        try await Running.run { running in
            for parent in Self.broken {
                let headers = [("traceparent", parent), ("tracestate", "vendor=\(Self.trace)")]
                let answer = try await Caller(base: running.base).call(.GET, "/health", headers: headers)
                #expect(answer.status == 200)
            }
            let requests = running.log.lines.filter { $0.contains("/health") }
            #expect(requests.count == Self.broken.count)
            let nothing = String(repeating: "0", count: 32)
            #expect(requests.allSatisfy { $0.contains("trace_id") && !$0.contains(nothing) })
            #expect(requests.allSatisfy { !$0.lowercased().contains(Self.trace) })
        }
    }

    @Test func `a later version of the header is read as this one`() async throws {
        try await Running.run { running in
            let parent = "01-\(Self.trace)-00f067aa0ba902b7-01-more"
            _ = try await Caller(base: running.base).call(.GET, "/health", headers: [("traceparent", parent)])
            #expect(running.log.lines.contains { $0.contains("/health") && $0.contains(Self.trace) })
        }
    }

    @Test func `each request of a trace is logged with it, and no other`() async throws {
        try await Running.run { running in
            let caller = Caller(base: running.base)
            let parent = "00-\(Self.trace)-00f067aa0ba902b7-00"
            _ = try await caller.call(.GET, "/nowhere", headers: [("traceparent", parent)])
            _ = try await caller.call(.GET, "/health")
            let lines = running.log.lines
            let traced = lines.filter { $0.contains(Self.trace) }
            #expect(traced.count == 1)
            #expect(traced.first?.contains("\"status\": 404") == true, "\(traced)")
        }
    }

    /// What the network gets with the ping of a rename that was asked for with these headers.
    private func pingHeaders(_ headers: [(String, String)]) async throws -> HTTPHeaders {
        let sent = HeadBox()
        try await Running.run(pullURL: false) { running in
            let browser = try await running.signedIn()
            _ = try await running.eventually("/users/ada") { $0.number("deliveries.0.acknowledged_version") == 1 }
            try await running.sandboxServer.stop()
            let port = try #require(Int(running.sandbox.split(separator: ":")[2]))
            let receiver = try await HeadReceiver.start(port: port)
            let answer = try await browser.call(.PATCH, "/profile", #"{"display_name":"Ada L."}"#, headers: headers)
            #expect(answer.status == 200)
            await sent.set(await receiver.next()?.headers)
            try await receiver.stop()
        }
        return try #require(await sent.headers)
    }
}

private actor HeadBox {
    private(set) var headers: HTTPHeaders?

    func set(_ headers: HTTPHeaders?) { self.headers = headers }
}
