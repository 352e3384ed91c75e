import Nameplate
import Testing

/// Random courses of everything that can happen between a change and its pull.
@Suite(.serialized) struct LoopWalkTests {
    @Test(arguments: 0..<4)
    func `whatever happens, all stores hold the same, and the loop closes in the end`(seed: UInt64) async throws {
        var ends: [LoopWalk.End] = []
        for backend in StoreBackend.allCases {
            try await backend.withStore { store in
                var walk = LoopWalk(seed, in: store)
                ends.append(try await walk.run(steps: 120))
                try await walk.settle()
                let settled = try await walk.end()
                #expect(settled.deliveries.map(\.state) == [.confirmed, .confirmed, .confirmed])
                #expect(settled.networks[0].unread == 0 && settled.networks[0].drifted == 0)
                ends.append(settled)
            }
        }
        #expect(ends.count == 4)
        #expect(ends[0].deliveries == ends[2].deliveries && ends[1].deliveries == ends[3].deliveries)
        #expect(ends[0].timelines == ends[2].timelines && ends[1].timelines == ends[3].timelines)
        #expect(ends[0].networks == ends[2].networks && ends[1].networks == ends[3].networks)
    }
}
