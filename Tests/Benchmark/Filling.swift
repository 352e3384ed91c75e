import Nameplate

/// Makes a database of users, owed to a network or signed in.
enum Filling {
    static func run(address: String, users: Int, isOwed: Bool) async throws {
        let network = try NetworkName("labs.fyre.co")
        let store = try await Benchmark.open(address)
        try await store.setNetworks([(name: network, kind: "livefyre")], at: Benchmark.now())
        try await makeUsers(0..<users, in: store, networks: isOwed ? [network] : [])
        if !isOwed { try await signIn(users, store) }
        try await store.close()
    }

    static func makeUsers(_ users: Range<Int>, in store: any Store, networks: [NetworkName]) async throws {
        try await eachOf(users) { user in
            _ = try await store.change(Benchmark.rename(user, to: "Reader \(user)", networks: networks, isNew: true))
        }
    }

    private static func signIn(_ users: Int, _ store: any Store) async throws {
        let cookies = try await withThrowingTaskGroup(of: [String].self) { group in
            for start in stride(from: 0, to: users, by: 100) {
                group.addTask {
                    var cookies: [String] = []
                    for user in start..<min(start + 100, users) { cookies.append(try await cookie(of: user, store)) }
                    return cookies
                }
            }
            return try await group.reduce(into: [String]()) { $0 += $1 }
        }
        for cookie in cookies { print(cookie) }
    }

    private static func cookie(of user: Int, _ store: any Store) async throws -> String {
        let secret = SessionSecret(from: systemRandomness)
        let id = SessionID(from: systemRandomness)
        _ = try await store.signIn(
            SignIn(
                user: try UserID("u-\(user)"),
                browser: .init(
                    id: id,
                    secretHash: secret.digest,
                    replacing: nil,
                    userAgent: "benchmark",
                    address: "127.0.0.1",
                    limits: SessionLimits(),
                    now: Benchmark.now()
                )
            )
        )
        return SessionCredential(id: id, secret: secret).text
    }

    /// Does the work for each number, 256 at a time.
    private static func eachOf(
        _ numbers: Range<Int>,
        _ work: @escaping @Sendable (Int) async throws -> Void
    )
        async throws
    {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (index, number) in numbers.enumerated() {
                if index >= 256 { try await group.next() }
                group.addTask { try await work(number) }
            }
            try await group.waitForAll()
        }
    }
}
