import Outbound
import Testing

struct GuardTests {
    @Test(arguments: [
        "127.0.0.1", "localhost", "127.1", "2130706433", "0x7f000001", "0", "[::1]", "[::ffff:127.0.0.1]",
    ])
    func `an untrusted URL does not reach this machine, whatever its spelling`(host: String) async throws {
        try await withRudeServer { server, client in
            let url = "http://\(host):\(server.port)/peer"
            let request = OutboundRequest(method: .get, url: url, target: .untrusted)
            await #expect(throws: OutboundError.forbiddenAddress) { try await client.send(request) }
        }
    }

    @Test func `a connection opened for a configured URL does not serve an untrusted one`() async throws {
        try await withRudeServer { server, client in
            var request = server.get("/peer")
            let before = try await client.send(request)
            request.target = .untrusted
            await #expect(throws: OutboundError.forbiddenAddress) { try await client.send(request) }
            request.target = .configured
            let after = try await client.send(request)
            #expect(before.status == 200)
            #expect(after.status == 200)
        }
    }

    @Test func `an untrusted URL carries no credentials`() async throws {
        try await withRudeServer { server, client in
            let url = "http://user:secret@127.0.0.1:\(server.port)/peer"
            let request = OutboundRequest(method: .get, url: url, target: .untrusted)
            await #expect(throws: OutboundError.badURL) { try await client.send(request) }
        }
    }
}
