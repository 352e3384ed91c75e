import Dispatch
import GRDB
import Nameplate
import SQLiteStore
import Synchronization
import Testing

/// What changes that share a commit do to each other in the embedded store.
struct SQLiteCommitTests {
    @Test func `changes that arrive during a commit share the next`() async throws {
        try await withHeldStore { store, gate in
            let versions = try await withThrowingTaskGroup { group in
                for index in 0..<60 {
                    group.addTask {
                        gate.arrive()
                        return try await store.change(.rename(.ada, to: "Ada \(index)")).profile.version
                    }
                }
                await gate.open(after: 60)
                return try await group.reduce(into: [Int64]()) { $0.append($1) }
            }
            #expect(versions.sorted() == Array(2...61))
            #expect(gate.commits < 30)
        }
    }

    @Test func `one that is cancelled, one refused and one that failed late take nothing from their commit`()
        async throws
    {
        try await withHeldStore { store, gate in
            try await withThrowingTaskGroup { group in
                for index in 0..<20 {
                    group.addTask {
                        gate.arrive()
                        try await store.begin(UserID(stored: "user-\(index)"))
                    }
                }
                group.addTask {
                    gate.arrive()
                    await #expect(throws: StoreError.versionMismatch(current: 1)) {
                        try await store.change(.patch(.ada, ["bio": .string("x")], if: .version(9)))
                    }
                }
                group.addTask {
                    gate.arrive()
                    await #expect(throws: StoreError.unknownNetwork) {
                        try await store.change(.put(.alan, named: "Alan", networks: [.labs, .other]))
                    }
                }
                let cancelled = Task {
                    gate.arrive()
                    try await store.begin(.grace)
                }
                await gate.open(after: 23) { cancelled.cancel() }
                try await cancelled.value
                try await group.waitForAll()
            }
            let users = try await store.profiles(after: nil, limit: 100).map(\.user)
            #expect(users.count == 22)
            #expect(users.contains(.grace) && !users.contains(.alan))
            #expect(try await store.delivery(.grace)?.wantedVersion == 1)
            #expect(try await store.profile(of: .ada)?.version == 1)
        }
    }

    @Test func `a transaction that is lost fails all who share it, and the store goes on`() async throws {
        try await Folder.withNew { folder in
            try await SQLiteStore(path: folder.database, now: .start).close()
            try await DatabaseQueue(path: folder.database).write {
                try $0.execute(
                    sql: """
                        CREATE TRIGGER lose BEFORE INSERT ON delivery WHEN NEW.user_id = 'alan'
                        BEGIN SELECT RAISE(ROLLBACK, 'lost'); END
                        """
                )
            }
            let store = try await SQLiteStore(path: folder.database, now: .start)
            try await store.setNetworks([(.labs, "livefyre")], at: .start)
            let gate = try await Gate(of: store)
            let failures = await withTaskGroup { group in
                for user in [UserID.grace, .alan] + (0..<20).map({ UserID(stored: "user-\($0)") }) {
                    group.addTask {
                        gate.arrive()
                        return await isUnavailable { try await store.begin(user) } ? user : nil
                    }
                }
                await gate.open(after: 22)
                return await group.reduce(into: [UserID]()) { $0 += $1.map { [$0] } ?? [] }
            }
            #expect(failures.contains(.alan))
            #expect(failures.count > 10)
            for user in failures { #expect(try await store.profile(of: user) == nil) }
            #expect(try await store.profiles(after: nil, limit: 100).count == 23 - failures.count)
            try await store.begin(UserID(stored: "later"))
            try await store.close()
        }
    }

    @Test func `nobody is answered before the feed was told`() async throws {
        try await withHeldStore { store, gate in
            // The commit that made ada is durable, and can be read; the one who asked for it still waits for the feed.
            #expect(try await store.profile(of: .ada)?.version == 1)
            for _ in 0..<1000 { await Task.yield() }
            #expect(!gate.isMakerAnswered)
            gate.open()
            try await gate.makerIsAnswered()
        }
    }

    @Test func `what is more than can wait is refused at once`() async throws {
        try await withHeldStore { store, gate in
            let refusedLater = try await withThrowingTaskGroup { group in
                for index in 0..<10_200 {
                    group.addTask {
                        await isUnavailable {
                            try await store.renew(WorkerID("worker-\(index)"), until: .start, at: .start)
                        }
                    }
                }
                // While the commit is held, nobody is answered but who is refused.
                for _ in 0..<200 { #expect(try await group.next() == true) }
                gate.open()
                return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(refusedLater == 0)
        }
    }

    @Test func `a user's activity is a chain from the newest to the first`() async throws {
        try await Folder.withNew { folder in
            let store = try await SQLiteStore(path: folder.database, now: .start)
            try await store.setNetworks([(.labs, "livefyre")], at: .start)
            for user in [UserID.ada, .grace] {
                try await store.begin(user)
                _ = try await store.signIn(Browser().signIn(user))
                _ = try await store.change(.rename(user, to: "X"))
                _ = try await store.change(.put(user, named: "Y", password: "$x"))
                _ = try await store.change(.erase(user))
            }
            try await store.close()
            let chain = """
                WITH RECURSIVE chain (id, kind) AS (
                    SELECT activity_id, NULL FROM profile WHERE user_id = 'ada'
                    UNION ALL
                    SELECT previous_id, activity.kind FROM chain JOIN activity USING (id) WHERE user_id = 'ada'
                ) SELECT kind FROM chain WHERE kind IS NOT NULL
                """
            let kinds = try await DatabaseQueue(path: folder.database).read { try String.fetchAll($0, sql: chain) }
            #expect(
                kinds == ["erased", "signed-out", "password-set", "changed", "changed", "signed-in", "created"]
                    || kinds == ["signed-out", "erased", "password-set", "changed", "changed", "signed-in", "created"]
            )
        }
    }

    /// A store that knows `ada`, and whose next commit is held until the gate opens.
    private func withHeldStore(_ body: (SQLiteStore, Gate) async throws -> Void) async throws {
        try await Folder.withNew { folder in
            let store = try await SQLiteStore(path: folder.database, now: .start)
            try await store.setNetworks([(.labs, "livefyre")], at: .start)
            try await body(store, try await Gate(of: store))
            try await store.close()
        }
    }
}

/// Holds a store's writer in the commit that makes `ada`, until all who should share the next have arrived.
private struct Gate {
    private let latch = Latch()
    private let maker: Task<Void, any Error>
    private let arrivals: AsyncStream<Void>
    private let arrival: AsyncStream<Void>.Continuation

    init(of store: SQLiteStore) async throws {
        (arrivals, arrival) = AsyncStream.makeStream()
        let (held, hold) = AsyncStream.makeStream(of: Void.self)
        store.onCommit { [latch] _ in latch.passCommit { hold.yield() } }
        maker = Task { [latch] in
            try await store.begin()
            latch.isMakerAnswered.withLock { $0 = true }
        }
        for await _ in held { break }
    }

    /// How many commits there were, the held one's included.
    var commits: Int { latch.commits.withLock { $0 } }
    var isMakerAnswered: Bool { latch.isMakerAnswered.withLock { $0 } }

    /// Says that the caller is about to make its change.
    func arrive() { arrival.yield() }

    func open() { latch.semaphore.signal() }

    func open(after count: Int, _ body: () -> Void = {}) async {
        var left = count
        for await _ in arrivals {
            left -= 1
            if left == 0 { break }
        }
        body()
        open()
    }

    func makerIsAnswered() async throws { try await maker.value }
}

private final class Latch: Sendable {
    let commits = Mutex(0)
    let isMakerAnswered = Mutex(false)
    let semaphore = DispatchSemaphore(value: 0)

    func passCommit(holding first: () -> Void) {
        let number = commits.withLock { commits in
            commits += 1
            return commits
        }
        guard number == 1 else { return }
        first()
        semaphore.wait()
    }
}

private func isUnavailable(_ body: () async throws -> Void) async -> Bool {
    do {
        try await body()
        return false
    } catch StoreError.unavailable {
        return true
    } catch {
        return false
    }
}
