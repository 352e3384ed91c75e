/// Lets a few stages stand at a time, in the order in which they came: each has several processes.
actor Places {
    static let shared = Places(3)

    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    private init(_ count: Int) { free = count }

    nonisolated func with<Value: Sendable>(_ work: () async throws -> Value) async throws -> Value {
        await take()
        let outcome: Result<Value, any Error>
        do {
            outcome = .success(try await work())
        } catch {
            outcome = .failure(error)
        }
        await give()
        return try outcome.get()
    }

    private func take() async {
        guard free == 0 else {
            free -= 1
            return
        }
        await withCheckedContinuation { waiting.append($0) }
    }

    private func give() {
        if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
    }
}
