import Synchronization

/// Requests that wait for one worker, which takes all that have come while it was busy.
package final class Gathering<Request: Sendable>: Sendable {
    private struct State {
        var waiting: [Request] = []
        var isRunning = false
        var isClosed = false
    }

    private let largestBatch: Int
    private let longestQueue: Int
    private let state = Mutex(State())

    package init(largestBatch: Int, longestQueue: Int = 10_000) {
        self.largestBatch = largestBatch
        self.longestQueue = longestQueue
    }

    /// Takes the request in, and calls `start` if the worker rests; it is to go on until ``next()`` gives nothing.
    ///
    /// - Throws: ``StoreError/unavailable(_:)`` when the queue is closed or too long.
    package func add(_ request: Request, start: () -> Void) throws(StoreError) {
        let refusal = state.withLock { state -> String? in
            if state.isClosed { return "The store is closed." }
            if state.waiting.count >= longestQueue { return "Too many changes wait to be written." }
            state.waiting.append(request)
            if !state.isRunning {
                state.isRunning = true
                // Under the lock, so that what was admitted is before what a closing gives the worker.
                start()
            }
            return nil
        }
        if let refusal { throw .unavailable(refusal) }
    }

    package func next() -> [Request]? {
        state.withLock { state in
            if state.waiting.isEmpty {
                state.isRunning = false
                return nil
            }
            if state.waiting.count <= largestBatch {
                defer { state.waiting.removeAll() }
                return state.waiting
            }
            defer { state.waiting.removeFirst(largestBatch) }
            return Array(state.waiting.prefix(largestBatch))
        }
    }

    /// Refuses what comes from now on.
    package func close() { state.withLock { $0.isClosed = true } }
}
