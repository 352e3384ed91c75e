import Outbound
import Testing

struct ConnectionTests {
    @Test func `requests in a row share one connection`() async throws {
        try await withRudeServer { server, client in
            var peers: Set<[UInt8]> = []
            for _ in 1...10 { peers.insert(try await client.send(server.get("/peer")).body) }
            #expect(peers.count == 1)
        }
    }

    @Test func `many at once use no more connections than places`() async throws {
        try await withRudeServer(bounds(maximumConcurrent: 8)) { server, client in
            let peers = try await withThrowingTaskGroup(of: [UInt8].self) { group in
                for _ in 1...400 { group.addTask { try await client.send(server.get("/peer")).body } }
                return try await group.reduce(into: [[UInt8]]()) { $0.append($1) }
            }
            #expect(peers.count == 400)
            #expect(Set(peers).count <= 8)
        }
    }
}
