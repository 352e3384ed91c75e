import Glibc
import Synchronization
import Testing

/// What the network has logged since the start, followed without a gap: it keeps its last entries only.
actor NetworkLog {
    let sandbox: Sandbox
    private(set) var entries: [Sandbox.Entry] = []

    init(_ sandbox: Sandbox) { self.sandbox = sandbox }

    /// The present by the network's clock, which is this machine's, in milliseconds.
    nonisolated var now: Int {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        return now.tv_sec * 1000 + now.tv_nsec / 1_000_000
    }

    /// The first entry that fits, as soon as there is one.
    func first(where fits: (Sandbox.Entry) -> Bool) async throws -> Sandbox.Entry {
        var start = 0
        while true {
            if let entry = entries[start...].first(where: fits) { return entry }
            start = entries.count
            try await read()
        }
    }

    /// Reads on until the network shows each of the users at that version.
    func until(shows versions: [String: Int]) async throws {
        var missing = versions
        var start = 0
        while true {
            for entry in entries[start...] where entry.step == Sandbox.Entry.updated {
                guard let user = entry.user, let version = entry.version else { continue }
                if missing[user] == version { missing[user] = nil }
            }
            if missing.isEmpty { return }
            start = entries.count
            try await read()
        }
    }

    /// Reads on while `work` is under way, which logs more than the network keeps.
    func follow<Value: Sendable>(during work: @Sendable () async throws -> Value) async throws -> Value {
        let isOver = Atomic(false)
        async let following: Void = {
            while !isOver.load(ordering: .relaxed) { try await read() }
        }()
        defer { isOver.store(true, ordering: .relaxed) }
        let value = try await work()
        isOver.store(true, ordering: .relaxed)
        try await following
        return value
    }

    func entries(of user: String) -> [Sandbox.Entry] { entries.filter { $0.user == user } }

    private func read() async throws {
        let last = entries.last?.sequence ?? 0
        let new = try await sandbox.log(after: last)
        if let first = new.first { try #require(first.sequence == last + 1, "entries were lost") }
        entries += new
    }
}
