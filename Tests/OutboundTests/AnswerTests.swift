import Outbound
import Testing

struct AnswerTests {
    @Test func `a redirect is returned, not followed`() async throws {
        try await withRudeServer { server, client in
            let answer = try await client.send(server.get("/redirect"))
            #expect(answer.status == 302)
            #expect(answer.header("Location") == "/peer")
        }
    }

    @Test func `a header is found whatever its case, and absent ones are nil`() async throws {
        try await withRudeServer { server, client in
            let answer = try await client.send(server.get("/limited"))
            #expect(answer.status == 429)
            #expect(answer.header("retry-after") == "17")
            #expect(answer.header("RETRY-AFTER") == "17")
            #expect(answer.header("retry") == nil)
            #expect(answer.microseconds > 0)
        }
    }

    @Test func `a POST carries its bytes and no header nobody asked for`() async throws {
        try await withRudeServer { server, client in
            let body = Array("a\0b".utf8)
            let request = OutboundRequest(
                method: .post,
                url: server.url("/echo"),
                headers: [.init("X-One", "1"), .init("X-Empty", "")],
                body: body,
                target: .configured
            )
            let answer = try await client.send(request)
            #expect(answer.status == 201)
            #expect(answer.body == body)
            #expect(answer.header("server") == "accept,content-length,user-agent,x-empty,x-one")
        }
    }

    @Test func `a large POST does not ask for permission first`() async throws {
        try await withRudeServer { server, client in
            let body = [UInt8](repeating: 0x61, count: 1 << 21)
            let request = OutboundRequest(method: .post, url: server.url("/echo"), body: body, target: .configured)
            let answer = try await client.send(request)
            #expect(answer.status == 201)
            #expect(answer.header("server") == "accept,content-length,user-agent")
        }
    }

    @Test func `the next request on a handle keeps nothing of the last`() async throws {
        try await withRudeServer { server, client in
            let first = OutboundRequest(
                method: .post,
                url: server.url("/echo"),
                headers: [.init("X-One", "1"), .init("Content-Type", "text/plain")],
                body: [1, 2, 3],
                target: .configured
            )
            let before = try await client.send(first)
            #expect(before.header("server") == "accept,content-length,content-type,user-agent,x-one")
            let between = try await client.send(server.get("/limited"))
            #expect(between.status == 429)
            let last = OutboundRequest(method: .post, url: server.url("/echo"), target: .configured)
            let answer = try await client.send(last)
            #expect(answer.body == [])
            #expect(answer.header("server") == "accept,content-length,user-agent")
        }
    }

    @Test func `every method arrives as itself, with a body where it has one`() async throws {
        try await withRudeServer { server, client in
            // One after another on the same handle, so that none keeps the word of the one before.
            let methods: [OutboundRequest.Method] = [.put, .get, .patch, .post, .delete, .get]
            var answers: [String] = []
            for method in methods {
                let request = OutboundRequest(
                    method: method,
                    url: server.url("/method"),
                    body: [1, 2, 3],
                    target: .configured
                )
                answers.append(String(decoding: try await client.send(request).body, as: UTF8.self))
            }
            #expect(answers == ["PUT 3", "GET 0", "PATCH 3", "POST 3", "DELETE 0", "GET 0"])
        }
    }

    @Test func `a cookie is not sent back`() async throws {
        try await withRudeServer { server, client in
            for _ in 1...2 {
                let answer = try await client.send(server.get("/cookie"))
                #expect(answer.header("set-cookie") == "seen=yes")
                #expect(String(decoding: answer.body, as: UTF8.self) == "none")
            }
        }
    }

    @Test func `only the final answer's headers count`() async throws {
        let early = "HTTP/1.1 103 Early Hints\r\nLink: early\r\n\r\n"
        let final = "HTTP/1.1 200 OK\r\nX-Final:  yes \t\r\nContent-Length: 2\r\n\r\nok"
        try await withBluntServer(answering: early + final) { port in
            let answer = try await sendOnce(to: "http://127.0.0.1:\(port)/")
            #expect(answer.status == 200)
            #expect(answer.header("link") == nil)
            #expect(answer.header("x-final") == "yes")
            #expect(answer.body == Array("ok".utf8))
        }
    }
}

/// Sends a GET to a configured address by a client of its own.
func sendOnce(
    to url: String,
    _ configuration: OutboundConfiguration = OutboundConfiguration(userAgent: "outbound-tests")
) async throws(OutboundError) -> OutboundResponse {
    let client = OutboundClient(configuration: configuration)
    let outcome: Result<OutboundResponse, OutboundError>
    do {
        outcome = .success(try await client.send(OutboundRequest(method: .get, url: url, target: .configured)))
    } catch {
        outcome = .failure(error)
    }
    await client.shutdown()
    return try outcome.get()
}
