import Outbound
import Testing

struct BoundTests {
    private let kibibytes256 = 256 * 1024

    @Test func `a body of exactly the maximum is accepted`() async throws {
        try await withRudeServer { server, client in
            let answer = try await client.send(server.get("/sized/\(kibibytes256)"))
            #expect(answer.body.count == kibibytes256)
        }
    }

    @Test func `a body announced larger is refused before it comes`() async throws {
        let announcement = "HTTP/1.1 200 OK\r\nContent-Length: \(kibibytes256 + 1)\r\n\r\n"
        try await withBluntServer(answering: announcement) { port in
            await #expect(throws: OutboundError.responseTooLarge) {
                try await sendOnce(to: "http://127.0.0.1:\(port)/")
            }
        }
    }

    @Test func `a body that never ends is cut off`() async throws {
        try await withRudeServer { server, client in
            await #expect(throws: OutboundError.responseTooLarge) { try await client.send(server.get("/endless")) }
        }
    }

    @Test func `headers have a bound too`() async throws {
        let interim = String(repeating: "HTTP/1.1 103 Early Hints\r\nLink: early\r\n\r\n", count: 2_000)
        try await withBluntServer(answering: interim) { port in
            await #expect(throws: OutboundError.responseTooLarge) {
                try await sendOnce(to: "http://127.0.0.1:\(port)/")
            }
        }
    }

    @Test func `a client reads on after an answer that was too large`() async throws {
        try await withRudeServer(bounds(maximumBody: 10)) { server, client in
            await #expect(throws: OutboundError.responseTooLarge) { try await client.send(server.get("/sized/11")) }
            let answer = try await client.send(server.get("/sized/10"))
            #expect(answer.body.count == 10)
        }
    }

    @Test func `an answer that does not come in time is a timeout`() async throws {
        try await withRudeServer(bounds(totalTimeout: .milliseconds(200))) { server, client in
            await #expect(throws: OutboundError.timeout) { try await client.send(server.get("/hold/late")) }
        }
    }

    @Test func `a handshake that does not end in time is a connect timeout`() async throws {
        try await withBluntServer(answering: nil) { port in
            await #expect(throws: OutboundError.connectTimeout) {
                try await sendOnce(to: "https://127.0.0.1:\(port)/", bounds(connectTimeout: .milliseconds(200)))
            }
        }
    }

    @Test func `no more than the allowed number are under way, and all are answered`() async throws {
        try await withRudeServer(bounds(maximumConcurrent: 3)) { server, client in
            try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 1...30 {
                    group.addTask { try await client.send(server.get("/hold/\(number)")).status }
                }
                var arrivals = server.arrivals.makeAsyncIterator()
                for _ in 1...3 { _ = await arrivals.next() }
                await server.gate.open()
                for try await status in group { #expect(status == 200) }
            }
            #expect(await server.crowd.largest == 3)
        }
    }
}

func bounds(
    connectTimeout: Duration = .seconds(3),
    totalTimeout: Duration = .seconds(120),
    maximumBody: Int = 256 * 1024,
    maximumConcurrent: Int = 128
) -> OutboundConfiguration {
    OutboundConfiguration(
        connectTimeout: connectTimeout,
        totalTimeout: totalTimeout,
        maximumBody: maximumBody,
        maximumConcurrent: maximumConcurrent,
        userAgent: "outbound-tests"
    )
}
