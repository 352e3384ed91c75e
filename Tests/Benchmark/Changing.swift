import Nameplate
import Synchronization

/// Durable renames per second through the store, with so many clients that each wait for their answer.
enum Changing {
    static func run(address: String, clients: Int, seconds: Int, users: Int) async throws {
        let network = try NetworkName("labs.fyre.co")
        let store = try await Benchmark.open(address)
        try await store.setNetworks([(name: network, kind: "livefyre")], at: Benchmark.now())
        if try await store.profile(of: UserID("u-\(users - 1)")) == nil {
            try await Filling.makeUsers(0..<users, in: store, networks: [network])
        }
        let end = ContinuousClock.now + .seconds(seconds)
        let latencies = try await withThrowingTaskGroup(of: [Int64].self) { group in
            for _ in 0..<clients {
                group.addTask { try await rename(until: end, users: users, store: store, network: network) }
            }
            return try await group.reduce(into: [Int64]()) { $0 += $1 }.sorted()
        }
        try await store.close()
        func percentile(_ share: Double) -> Int64 { latencies[Int(Double(latencies.count - 1) * share)] }
        print(
            "change clients=\(clients): \(latencies.count / seconds)/s p50=\(percentile(0.5))us "
                + "p99=\(percentile(0.99))us max=\(percentile(1))us"
        )
    }

    private static func rename(
        until end: ContinuousClock.Instant,
        users: Int,
        store: any Store,
        network: NetworkName
    ) async throws -> [Int64] {
        var random = UInt64.random(in: 1...(.max))
        var latencies: [Int64] = []
        while ContinuousClock.now < end {
            random ^= random << 13
            random ^= random >> 7
            random ^= random << 17
            let change = try Benchmark.rename(
                Int(random % UInt64(users)),
                to: "Name \(random % 1_000_000)",
                networks: [network]
            )
            let start = ContinuousClock.now
            _ = try await store.change(change)
            let time = start.duration(to: .now).components
            latencies.append(time.seconds * 1_000_000 + time.attoseconds / 1_000_000_000_000)
        }
        return latencies
    }
}
