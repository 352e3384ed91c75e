/// Lets so many go on at once; the others wait for their turn, in the order in which they came.
actor Turns {
    /// Of those who work on a server that all share: more at once would wait for each other's processes.
    static let atSharedServer = Turns(8)
    /// Of those who have servers of their own.
    static let ofServers = Turns(2)

    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(_ count: Int) { free = count }

    nonisolated func take<Value>(_ body: () async throws -> Value) async throws -> Value {
        await begin()
        let result: Result<Value, any Error>
        do {
            result = .success(try await body())
        } catch {
            result = .failure(error)
        }
        await end()
        return try result.get()
    }

    private func begin() async {
        if free > 0 {
            free -= 1
        } else {
            await withCheckedContinuation { waiting.append($0) }
        }
    }

    private func end() {
        if waiting.isEmpty {
            free += 1
        } else {
            waiting.removeFirst().resume()
        }
    }
}
