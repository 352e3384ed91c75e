import Dispatch
import Nameplate
import Synchronization

/// What other instances commit, as it happens: LISTEN on a connection of its own.
///
/// Poolers, failovers and broken lines lose notifications without a word. So every instance notifies a *beat* some
/// times a second, on another connection: notifications arrive in the order of their commits, so when an own beat has
/// come back, everything has that was committed before it was sent. While that is less than a second ago, what is
/// remembered may be trusted. After every interruption ``Committed/anything`` is told.
final class Feed: Sendable {
    /// A second, less the time between two beats.
    private static let freshness = Duration.milliseconds(750)
    private static let silence = Duration.seconds(3)
    private static let pause = Duration.milliseconds(250)

    private struct State {
        /// When the last beat was sent that has come back.
        var current: ContinuousClock.Instant?
        var sent: [Int64: ContinuousClock.Instant] = [:]
        var lastBeat: Int64 = 0
        var isStopping = false
        /// Why it can't listen.
        var trouble: PostgresError?
        var firstBeat: CheckedContinuation<Bool, Never>?
    }

    private let server: Server
    private let commits: Commits
    private let makeRoom: @Sendable () -> Void
    private let state = Mutex(State())
    private let queue = DispatchQueue(label: "nameplate.feed")
    private let stop = DispatchSemaphore(value: 0)

    init(_ server: Server, _ commits: Commits, makeRoom: @escaping @Sendable () -> Void) {
        self.server = server
        self.commits = commits
        self.makeRoom = makeRoom
    }

    var isCurrent: Bool {
        state.withLock { state in state.current.map { $0 + Self.freshness > .now } ?? false }
    }

    var trouble: PostgresError? { state.withLock(\.trouble) }

    /// Begins to listen on a thread of its own.
    func start() { queue.async { self.run() } }

    /// Whether the first beat has come back, for which it waits some seconds.
    func hasBegun() async -> Bool {
        let limit = DispatchTime.now() + .seconds(5)
        return await withCheckedContinuation { continuation in
            DispatchQueue.global().asyncAfter(deadline: limit) { self.begin(false) }
            let isCurrent = state.withLock { state in
                if state.current == nil { state.firstBeat = continuation }
                return state.current != nil
            }
            if isCurrent { continuation.resume(returning: true) }
        }
    }

    /// A number for the next beat, which is just being sent.
    func nextBeat() -> Int64 {
        state.withLock { state in
            state.lastBeat += 1
            state.sent[state.lastBeat] = .now
            // What is older than this many beats was lost.
            state.sent[state.lastBeat - 100] = nil
            return state.lastBeat
        }
    }

    func close() async {
        state.withLock { $0.isStopping = true }
        stop.signal()
        await withCheckedContinuation { continuation in queue.async { continuation.resume() } }
    }

    private var isStopping: Bool { state.withLock(\.isStopping) }

    private func run() {
        while !isStopping {
            do throws(PostgresError) {
                let connection = try server.connect()
                defer { connection.close() }
                try connection.run([Presence.share, Statement("LISTEN \(Notification.channel)")])
                state.withLock { $0.trouble = nil }
                commits.sink.tell([.anything])
                try listen(on: connection)
            } catch {
                state.withLock { $0.trouble = error }
                if error.isCrowded { makeRoom() }
                // The server is away, and comes back in its own time.
                _ = stop.wait(timeout: .now() + .milliseconds(Int(Self.pause.milliseconds)))
            }
        }
    }

    /// Until it is stopped, or no beat has come for so long that the connection must be a dead one.
    private func listen(on connection: Connection) throws(PostgresError) {
        var heard = ContinuousClock.now
        while !isStopping, heard + Self.silence > .now {
            for payload in try connection.notifications(within: Self.pause) {
                guard let notification = Notification(payload) else { continue }
                switch notification.content {
                case .beat(let number) where notification.sender == commits.instance:
                    heard = .now
                    confirm(number)
                case .beat: break
                // What this instance knows that it has committed, it has told already.
                case .events where notification.sender == commits.instance: break
                case .events(let events): commits.sink.tell(events)
                }
            }
        }
    }

    private func confirm(_ number: Int64) {
        state.withLock { state in
            guard let sent = state.sent.removeValue(forKey: number) else { return }
            state.current = max(state.current ?? sent, sent)
        }
        begin(true)
    }

    private func begin(_ hasBegun: Bool) {
        let waiter = state.withLock { state in
            defer { state.firstBeat = nil }
            return state.firstBeat
        }
        waiter?.resume(returning: hasBegun)
    }
}
