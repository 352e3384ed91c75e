import Foundation
import Livefyre
import Nameplate
import NIOHTTP1
import Testing
import TestSupport

/// What `GET /metrics` says, and to whom.
@Suite struct MetricsTests {
    @Test func `a rename is timed to its ping, its acknowledgement and its streams, and its request by its route`()
        async throws
    {
        try await Running.run { running in
            let browser = try await running.signedIn()
            let stream = try await EventStream.open(browser)
            _ = try await stream.next()
            _ = try await browser.call(.PATCH, "/profile", #"{"display_name":"Ada L."}"#)
            _ = try await stream.next()
            let metrics = try await metrics(of: running)
            let network = #"network="labs.fyre.co""#
            #expect(metrics["nameplate_commit_to_ping_sent_seconds_count{\(network)}"] == 2)
            #expect(metrics["nameplate_commit_to_acknowledged_seconds_count{\(network)}"] == 2)
            #expect(metrics["nameplate_http_requests_total{route=\"/profile\",status=\"200\"}"] == 1)
            #expect(metrics["nameplate_http_request_duration_seconds_count{route=\"/profile\"}"] == 1)
            // Noted after the write, which the reader may be faster than.
            let written = try await eventually(running) { $0["nameplate_commit_to_stream_seconds_count"] == 1 }
            #expect(written["nameplate_commit_to_stream_seconds_bucket{le=\"1200\"}"] == 1)
        }
    }

    @Test func `the first read of a change is timed, and a further one is counted alone`() async throws {
        try await Running.run { running in
            let browser = try await running.signedIn()
            let name = "nameplate_commit_to_pulled_seconds_count{network=\"labs.fyre.co\"}"
            _ = try await eventually(running) { $0[name] == 1 }
            let token = running.network.systemToken(expiresIn: 60, now: running.clock.now.seconds)
            let pull = try await Caller(base: running.base).call(.GET, "/livefyre/profile/ada?lftoken=\(token)")
            #expect(pull.status == 200)
            _ = try await browser.call(.PATCH, "/profile", #"{"display_name":"Ada L."}"#)
            let metrics = try await eventually(running) { ($0[name] ?? 0) > 1 }
            #expect(metrics[name] == 2)
            #expect(metrics["nameplate_pulls_total{network=\"labs.fyre.co\"}"] == 3)
        }
    }

    @Test func `an absence of the network counts for the acknowledgement, and not for the first ping`() async throws {
        try await Running.run { running in
            let browser = try await running.signedIn()
            // A first ping that were cut short would be one with the next.
            _ = try await running.eventually("/users/ada") { $0.string("deliveries.0.state") == "confirmed" }
            try await running.sandboxServer.stop()
            _ = try await browser.call(.PATCH, "/profile", #"{"display_name":"Ada L."}"#)
            // A try that came between the two would be followed by one for which the clock doesn't move again.
            _ = try await running.sandboxServer.start()
            // By less than a worker lives, or what it sends would be sent by whoever asks next too.
            running.clock.advance(by: .seconds(11))
            _ = try await running.eventually("/users/ada") { $0.string("deliveries.0.state") != "pending" }
            func count(_ name: String, _ limit: String) -> String {
                "nameplate_commit_to_\(name)_seconds_bucket{network=\"labs.fyre.co\",le=\"\(limit)\"}"
            }
            let metrics = try await eventually(running) { $0[count("acknowledged", "+Inf")] == 2 }
            #expect(metrics[count("acknowledged", "10")] == 1)
            #expect(metrics[count("acknowledged", "60")] == 2)
            #expect(metrics[count("ping_sent", "0.001")] == 2)
            #expect(metrics[count("ping_sent", "+Inf")] == 2)
        }
    }

    @Test func `a lane that is paused is seen, and so is a breaker that opens`() async throws {
        try await Running.run { running in
            func breaker(_ state: String) -> String {
                "nameplate_lane_breaker{network=\"labs.fyre.co\",state=\"\(state)\"}"
            }
            let paused = "nameplate_lane_paused{network=\"labs.fyre.co\"}"
            let before = try await metrics(of: running)
            #expect([before[breaker("closed")], before[breaker("open")], before[breaker("half-open")]] == [1, 0, 0])
            #expect(before[paused] == 0)
            _ = try await running.backend.call(.POST, "/networks/labs.fyre.co/pause", "{}")
            let during = try await metrics(of: running)
            #expect(during[paused] == 1)
            _ = try await running.backend.call(.POST, "/networks/labs.fyre.co/resume")
            let after = try await metrics(of: running)
            #expect(after[paused] == 0)
            try await running.sandboxServer.stop()
            for number in 1...5 { try await running.create("reader\(number)", name: "Reader \(number)") }
            _ = try await eventually(running) { ($0[breaker("closed")] ?? 1) == 0 }
        }
    }

    @Test func `every line is Prometheus' text format, and every name has its help and kind before it`() async throws {
        try await Running.run { running in
            _ = try await running.signedIn()
            var known: [String: String] = [:]
            var seen: Set<Substring> = []
            for line in try await text(of: running).split(separator: "\n") {
                if let kind = line.wholeMatch(of: /# TYPE (\w+) (counter|gauge|histogram)/) {
                    #expect(known[String(kind.1)] == nil, "\(line)")
                    known[String(kind.1)] = String(kind.2)
                } else if !line.hasPrefix("# HELP ") {
                    let sample = try #require(
                        line.wholeMatch(of: /((\w+?)(_bucket|_sum|_count)?(\{(\w+="[^"\\\n]*",?)+\})?) -?[0-9.e+]+/),
                        "\(line)"
                    )
                    let name = String(sample.2)
                    #expect(known[name] == "histogram" || known[name + String(sample.3 ?? "")] != nil, "\(line)")
                    #expect(seen.insert(sample.1).inserted, "\(line)")
                }
            }
            #expect(known.count > 15)
        }
    }

    @Test func `counts of a histogram's limits only grow, up to the count of all`() async throws {
        try await Running.run { running in
            _ = try await running.signedIn()
            let lines = try await text(of: running).split(separator: "\n").filter {
                $0.hasPrefix("nameplate_http_request_duration_seconds_bucket{route=\"/auth/login\"")
            }
            let counts = lines.compactMap { Int($0.split(separator: " ")[1]) }
            #expect(counts.count == 18)
            #expect(counts == counts.sorted())
            #expect(counts.last == 1)
            // A login's hash takes longer than a millisecond on any machine.
            #expect(counts.first == 0)
        }
    }

    @Test func `the process says what it uses`() async throws {
        try await Running.run { running in
            let metrics = try await metrics(of: running)
            #expect(try #require(metrics["process_resident_memory_bytes"]) > 1_000_000)
            let open = try #require(metrics["process_open_fds"])
            #expect(open > 3)
            #expect(try #require(metrics["process_max_fds"]) > open)
            let age = Date().timeIntervalSince1970 - (try #require(metrics["process_start_time_seconds"]))
            #expect((0...86_400).contains(age))
            #expect(try #require(metrics["process_cpu_seconds_total"]) > 0)
        }
    }

    @Test func `a store that is closed hides nothing else`() async throws {
        try await Running.run { running in
            #expect(try await metrics(of: running)["nameplate_store_up"] == 1)
            try await running.store.close()
            let metrics = try await metrics(of: running)
            #expect(metrics["nameplate_store_up"] == 0)
            #expect(metrics["nameplate_streams_open"] == 0)
        }
    }

    private func text(of running: Running) async throws -> String {
        let answer = try await Caller(base: running.base).call(.GET, "/metrics")
        try #require(answer.status == 200)
        return answer.text
    }

    /// Every sample by its name and labels.
    private func metrics(of running: Running) async throws -> [String: Double] {
        let samples = try await text(of: running).split(separator: "\n").filter { !$0.hasPrefix("#") }
        return Dictionary(
            uniqueKeysWithValues: samples.compactMap { line in
                line.lastIndex(of: " ").map { (String(line[..<$0]), Double(line[line.index(after: $0)...]) ?? -1) }
            }
        )
    }

    private func eventually(
        _ running: Running,
        where isRight: ([String: Double]) -> Bool
    ) async throws -> [String: Double] {
        while true {
            let metrics = try await metrics(of: running)
            if isRight(metrics) { return metrics }
            try Task.checkCancellation()
            await Task.yield()
        }
    }
}
