import Outbound
import Testing

struct FailureTests {
    @Test(arguments: [
        ("", OutboundError.badURL),
        ("example.com/path", .badURL),
        ("http:/example.com", .badURL),
        ("http://exa mple.com/", .badURL),
        ("http://example.com/\r\nX-Injected: 1", .badURL),
        ("http://example.com\0.attacker.test/", .badURL),
        ("http://bücher.example/", .badURL),
        ("http://example.com:99999/", .badURL),
        ("file:///etc/passwd", .unsupportedScheme),
        ("ftp://example.com/", .unsupportedScheme),
        ("gopher://example.com/", .unsupportedScheme),
    ])
    func `an address that is not http is refused`(url: String, error: OutboundError) async {
        await #expect(throws: error) { try await sendOnce(to: url) }
    }

    @Test(arguments: [
        ("X-A", "1\r\nX-B: 2"), ("X-A", "1\n"), ("X-A", "a\0b"),
        ("X A", "1"), ("", "1"), ("X-A:", "1"), ("X\r\nY", "1"),
    ])
    func `a header that is not one line is refused`(name: String, value: String) async throws {
        try await withRudeServer { server, client in
            var request = server.get("/peer")
            request.headers = [.init(name, value)]
            await #expect(throws: OutboundError.badHeader) { try await client.send(request) }
        }
    }

    @Test func `a closed port refuses`() async throws {
        let closed = try #require(ClosedPort())
        await #expect(throws: OutboundError.refused) {
            try await sendOnce(to: "http://127.0.0.1:\(closed.number)/")
        }
    }

    @Test func `a name without an address is unresolved`() async {
        // RFC 6761: no resolver knows a name under "invalid".
        await #expect(throws: OutboundError.unresolved) { try await sendOnce(to: "http://nowhere.invalid/") }
    }

    @Test(arguments: [
        "", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
    ])
    func `a connection that breaks off is lost`(answer: String) async throws {
        try await withBluntServer(answering: answer) { port in
            await #expect(throws: OutboundError.connectionLost) { try await sendOnce(to: "http://127.0.0.1:\(port)/") }
        }
    }

    @Test func `an answer without a status line is not HTTP`() async throws {
        try await withBluntServer(answering: "220 smtp.example ESMTP\r\n") { port in
            await #expect(throws: OutboundError.notHTTP) { try await sendOnce(to: "http://127.0.0.1:\(port)/") }
        }
    }

    @Test func `every error has its own short code`() {
        let errors: [OutboundError] = [
            .unresolved, .refused, .connectTimeout, .timeout, .tls, .responseTooLarge, .badURL, .unsupportedScheme,
            .badHeader, .forbiddenAddress, .connectionLost, .notHTTP, .cancelled, .shutDown, .other(code: 27),
        ]
        #expect(Set(errors.map(\.code)).count == errors.count)
        #expect(errors.map(\.code).allSatisfy { $0.utf8.count <= 20 && !$0.contains(" ") })
    }
}
