import Livefyre
import Nameplate
import NIOHTTP1
import Synchronization
import Testing
import TestSupport

/// One key of a network in the place of another, while everything runs.
@Suite struct KeyRotationTests {
    private static let new = "the-next-network-key-28ch-xx"

    @Test func `keys change under load, and no call fails`() async throws {
        try await Running.run { running in
            let load = Load(running)
            async let calls: Void = load.run()
            let old = Running.networkKey
            try await load.turns(2)
            // Each side takes what the other will sign with before that one does.
            try await running.rotateNetwork([old, Self.new])
            try await running.reload([Self.new, old])
            try await load.turns(2)
            try await running.rotateNetwork([Self.new, old])
            try await load.turns(2)
            try await running.reload([Self.new])
            // What was signed with the old key is through.
            try await load.turns(2)
            try await running.rotateNetwork([Self.new])
            try await load.turns(2)
            load.stop()
            try await calls
            let details = try await running.timeline().compactMap { $0["detail"]?.string }
            #expect(details.filter { $0.contains("refused") || $0.contains("failed") } == [])
            #expect(details.contains { $0.contains("key was changed") })
        }
    }

    @Test func `a key that is cut is worth nothing from then on`() async throws {
        try await Running.run { running in
            try await running.create("ada", name: "Ada Lovelace")
            let token = running.network.systemToken(now: running.clock.now.seconds)
            let pull = "/livefyre/profile/ada?lftoken=\(token)"
            try await running.reload([Self.new, Running.networkKey])
            #expect(try await Caller(base: running.base).call(.GET, pull).status == 200)
            try await running.reload([Self.new])
            #expect(try await Caller(base: running.base).call(.GET, pull).status == 403)
        }
    }

    @Test func `a network that refused the old key is tried at once with the new one`() async throws {
        try await Running.run { running in
            try await running.create("ada", name: "Ada Lovelace")
            try await running.rotateNetwork([Self.new])
            let refused = try await running.backend.call(.PATCH, "/users/ada", #"{"display_name":"Ada L."}"#)
            #expect(refused.string("deliveries.0.error") == "unauthorized")
            _ = try await running.eventually("/networks") {
                $0.string("networks.0.pause.reason") == "unauthorized"
            }
            // Due again, and still within the pause.
            running.clock.advance(by: .seconds(5))
            try await running.reload([Self.new])
            _ = try await running.eventually("/users/ada") {
                $0.number("deliveries.0.acknowledged_version") == 2
            }
            let networks = try await running.backend.call(.GET, "/networks")
            #expect(networks["networks.0.pause"] == nil)
        }
    }

    @Test func `a wrong file changes nothing and says why`() async throws {
        try await Running.run { running in
            try await running.create("ada", name: "Ada Lovelace")
            try running.keys.write([])
            let refused = try await running.backend.call(.POST, "/networks/reload")
            #expect(refused.status == 409)
            #expect(refused.string("type") == "settings")
            #expect(refused.string("detail") == "The file has no key.")
            let answer = try await running.backend.call(.POST, "/users/ada/token")
            let token = try #require(answer.string("token"))
            #expect(throws: Never.self) { try running.network.verify(token, now: running.clock.now.seconds) }
            #expect(running.log.lines.contains { $0.contains("keys stay as they are") })
        }
    }

    @Test func `keys are read anew for the backend alone`() async throws {
        try await Running.run { running in
            let answer = try await Caller(base: running.base).call(.POST, "/networks/reload")
            #expect(answer.status == 401)
        }
    }
}

/// Readers who rename themselves and sign in to the network, over and over.
private final class Load: Sendable {
    private static let readers = 4

    private let running: Running
    private let isOver = Atomic(false)
    private let done: AsyncStream<Int>
    private let finished: AsyncStream<Int>.Continuation

    init(_ running: Running) {
        self.running = running
        (done, finished) = AsyncStream.makeStream()
    }

    func stop() { isOver.store(true, ordering: .relaxed) }

    /// Returns when every reader has begun and finished so many rounds.
    func turns(_ count: Int) async throws {
        var left = Dictionary(uniqueKeysWithValues: (0..<Self.readers).map { ($0, count + 1) })
        for await reader in done {
            left[reader] = (left[reader] ?? 1) - 1
            if left.values.allSatisfy({ $0 <= 0 }) { return }
        }
        throw CancellationError()
    }

    func run() async throws {
        defer { finished.finish() }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for reader in 0..<Self.readers { group.addTask { try await self.run(reader) } }
            try await group.waitForAll()
        }
    }

    private func run(_ reader: Int) async throws {
        let browser = try await running.signedIn("reader-\(reader)", name: "Reader")
        var round = 0
        while !isOver.load(ordering: .relaxed) {
            round += 1
            let renamed = try await browser.call(.PATCH, "/profile", #"{"display_name":"Name \#(round)"}"#)
            try #require(renamed.status == 200)
            try #require(renamed.number("deliveries.0.status") == 200, "\(renamed.text)")
            let token = try #require(renamed.string("token"))
            let signIn = try await Caller(base: running.sandbox).call(.GET, "/api/v3.0/auth/?lftoken=\(token)")
            try #require(signIn.status == 200 && signIn.number("code") == 200, "\(signIn.text)")
            finished.yield(reader)
        }
    }
}

extension Running {
    fileprivate func reload(_ texts: [String]) async throws {
        try keys.write(texts)
        let answer = try await backend.call(.POST, "/networks/reload")
        try #require(answer.status == 200, "\(answer.text)")
        try #require(answer.string("changed.0") == "labs.fyre.co")
    }

    fileprivate func rotateNetwork(_ texts: [String]) async throws {
        let list = texts.map { "\"\($0)\"" }.joined(separator: ",")
        let answer = try await Caller(base: sandbox).call(.POST, "/studio/rotate", #"{"keys":[\#(list)]}"#)
        try #require(answer.status == 200, "\(answer.text)")
    }
}
