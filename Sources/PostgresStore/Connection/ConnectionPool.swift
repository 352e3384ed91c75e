import Dispatch
import Nameplate
import Synchronization

/// Workers for what needn't wait for others: up to a number of them, each started when all before it are busy.
///
/// Who comes first is served first. A server that has no place for another connection is served with those there are.
final class ConnectionPool: Sendable {
    /// Who waited for longer is told to come again.
    private static let patience = Duration.seconds(5)
    private static let longestQueue = 10_000
    /// How long a server that has refused one more connection is not asked for another.
    private static let crowdedFor = Duration.seconds(5)
    private static let pause = DispatchTimeInterval.milliseconds(25)

    private struct Request: Sendable {
        let since: ContinuousClock.Instant
        /// False when the worker found no place at the server, and nothing was done.
        let run: @Sendable (Worker) -> Bool
        let fail: @Sendable (StoreError) -> Void
    }

    private struct State {
        var waiting: ArraySlice<Request> = []
        var idle: [Worker] = []
        var busy = 0
        var crowdedUntil: ContinuousClock.Instant?
        /// A connection is to be given up by whoever is the first to be done.
        var owesPlace = false
        var isClosed = false
        var whenQuiet: CheckedContinuation<Void, Never>?
    }

    private let server: Server
    private let size: Int
    private let state = Mutex(State())

    init(_ server: Server, size: Int) {
        self.server = server
        self.size = size
    }

    /// Runs `body` on one of the workers' threads; see ``Worker/perform(_:)``.
    ///
    /// What is urgent goes before all that waits, however much that is.
    func run<Value: Sendable>(
        isUrgent: Bool = false,
        _ body: @escaping @Sendable (Connection) throws -> Value
    ) async throws -> Value {
        let since = ContinuousClock.now
        return try await withCheckedThrowingContinuation { continuation in
            add(
                isUrgent: isUrgent,
                Request(
                    since: since,
                    run: { worker in
                        do {
                            continuation.resume(returning: try worker.perform(body))
                        } catch let error as PostgresError where error.isCrowded && self.mayWait(since) {
                            return false
                        } catch {
                            continuation.resume(throwing: error)
                        }
                        return true
                    },
                    fail: { continuation.resume(throwing: $0) }
                )
            )
        }
    }

    /// Refuses what comes from now on, and returns when all that came before is done.
    func close() async {
        await withCheckedContinuation { continuation in
            let isQuiet = state.withLock { state in
                state.isClosed = true
                if state.busy > 0 { state.whenQuiet = continuation }
                return state.busy == 0
            }
            if isQuiet { continuation.resume() }
        }
        for worker in state.withLock({ $0.idle }) { worker.close() }
    }

    /// Gives up a connection, for whoever needs one more than this does and found the server full.
    func makeRoom() {
        let idle = state.withLock { state -> Worker? in
            state.crowdedUntil = .now + Self.crowdedFor
            let index = state.idle.firstIndex(where: \.hasConnection)
            state.owesPlace = index == nil
            return index.map { state.idle.remove(at: $0) }
        }
        idle?.close()
    }

    /// Whether a request that found the server full is better served by another worker, or in a moment.
    private func mayWait(_ since: ContinuousClock.Instant) -> Bool {
        if state.withLock({ $0.busy + $0.idle.count > 1 }) { return true }
        guard since + Self.patience > .now else { return false }
        // Nobody tells when a place becomes free.
        _ = DispatchSemaphore(value: 0).wait(timeout: .now() + Self.pause)
        return true
    }

    private func add(isUrgent: Bool, _ request: Request) {
        let (worker, refusal) = state.withLock { state -> (Worker?, String?) in
            if state.isClosed { return (nil, "The store is closed.") }
            if isUrgent {
                state.waiting = [request] + state.waiting
            } else if state.waiting.count >= Self.longestQueue {
                return (nil, "Too much waits for the database.")
            } else {
                state.waiting.append(request)
            }
            return (nextWorker(&state), nil)
        }
        if let refusal { request.fail(.unavailable(refusal)) }
        worker?.start { [self] in drain(worker) }
    }

    private func nextWorker(_ state: inout State) -> Worker? {
        let isCrowded = state.crowdedUntil.map { $0 > .now } ?? false
        let worker: Worker
        if let idle = state.idle.popLast() {
            worker = idle
        } else if state.busy < size, !isCrowded || state.busy == 0 {
            worker = Worker(server, label: "connection")
        } else {
            return nil
        }
        state.busy += 1
        return worker
    }

    private func drain(_ worker: Worker?) {
        guard let worker else { return }
        while let request = next(worker) {
            if request.since + Self.patience < .now {
                request.fail(.unavailable("All connections to the database were busy for too long."))
            } else if !request.run(worker) {
                return leave(request)
            }
        }
    }

    private func next(_ worker: Worker) -> Request? {
        state.withLock { state in
            let givesUp = state.owesPlace && (state.busy > 1 || state.waiting.isEmpty)
            if !givesUp, let request = state.waiting.popFirst() { return request }
            state.busy -= 1
            if givesUp {
                state.owesPlace = false
                worker.close()
            } else {
                state.idle.append(worker)
            }
            if state.isClosed, state.busy == 0 {
                state.whenQuiet?.resume()
                state.whenQuiet = nil
            }
            return nil
        }
    }

    /// Gives the request back to those who have a connection.
    private func leave(_ request: Request) {
        let worker = state.withLock { state -> Worker? in
            state.waiting = [request] + state.waiting
            state.busy -= 1
            state.crowdedUntil = .now + Self.crowdedFor
            return state.idle.isEmpty && state.busy > 0 ? nil : nextWorker(&state)
        }
        worker?.start { [self] in drain(worker) }
    }
}
