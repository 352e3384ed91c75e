import Dispatch
import Nameplate
import Synchronization

/// What happens by time alone: the beats of the ``Feed``, a look at the server's clock, and once a second a look for
/// what nobody was notified of, such as the rows of a worker that has died.
final class Pulse: Sendable {
    private static let interval = DispatchTimeInterval.milliseconds(200)
    private static let beatsToALook = 5

    private struct State {
        var offset: Duration?
        /// Why there is no beat.
        var trouble: PostgresError?
        var isStopping = false
    }

    private let worker: Worker
    private let feed: Feed
    private let commits: Commits
    private let localClock: Clock
    private let isCorrected: Bool
    private let state = Mutex(State())
    private let stop = DispatchSemaphore(value: 0)

    init(
        _ server: Server,
        _ feed: Feed,
        _ commits: Commits,
        clock: @escaping Clock,
        isCorrected: Bool,
        makeRoom: @escaping @Sendable () -> Void
    ) {
        worker = Worker(server, label: "pulse", makeRoom: makeRoom)
        self.feed = feed
        self.commits = commits
        localClock = clock
        self.isCorrected = isCorrected
    }

    /// The server's time, which is the same for all instances however wrong their own clocks are.
    var now: Timestamp { localClock() + (state.withLock(\.offset) ?? .zero) }

    var trouble: PostgresError? { state.withLock(\.trouble) }

    func start() { worker.start { self.run() } }

    func close() async {
        state.withLock { $0.isStopping = true }
        stop.signal()
        await withCheckedContinuation { continuation in worker.start { continuation.resume() } }
        worker.close()
    }

    private func run() {
        var beats = 0
        repeat {
            do {
                try beat()
                state.withLock { $0.trouble = nil }
                if beats % Self.beatsToALook == 0 { try look() }
            } catch {
                // The feed is not current meanwhile, which is all that anybody needs to know.
                state.withLock { $0.trouble = error as? PostgresError }
            }
            beats += 1
            _ = stop.wait(timeout: .now() + Self.interval)
        } while !state.withLock(\.isStopping)
    }

    private func beat() throws {
        try worker.perform { connection in
            // First, so that who hears the first beat has the time.
            if isCorrected { try setClock(by: connection) }
            try notify(on: connection)
        }
    }

    /// Not to lose it in a crash is of no worth, so nobody waits for the disk or a standby.
    private func notify(on connection: Connection) throws {
        let payload = Notification.payload(ofBeat: feed.nextBeat(), from: commits.instance)
        do {
            try connection.run([
                Statement("BEGIN"), Statement("SET LOCAL synchronous_commit = off"),
                Statement("SELECT pg_notify('\(Notification.channel)', $1)", payload), Statement("COMMIT"),
            ])
        } catch {
            // Or all that follows would be part of a transaction that has failed.
            if !error.isLost { try connection.run([Statement("ROLLBACK")]) }
            throw error
        }
    }

    /// The server looked at its clock between the two looks at ours, so an offset that says so is left as it is.
    private func setClock(by connection: Connection) throws {
        let before = localClock()
        let answers = try connection.run([
            Statement("SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint")
        ])
        let after = localClock()
        guard let row = answers[0].first else { return }
        let moment = Timestamp(milliseconds: row[0])
        state.withLock { state in
            let middle = Timestamp(milliseconds: (before.milliseconds + after.milliseconds) / 2)
            state.offset = min(max(state.offset ?? (moment - middle), moment - after), moment - before)
        }
    }

    private func look() throws {
        try release()
        let moment = String(now.milliseconds)
        let answers = try worker.perform { connection in
            try connection.run([
                Statement("DELETE FROM worker WHERE alive_until <= $1::bigint", moment),
                Statement(DeliverySQL.networksWithFreeRows, moment),
            ])
        }
        commits.sink.tell(answers[1].map { .owed(NetworkName(stored: $0[0])) })
    }

    /// Frees what was leased by transactions whose answer was lost: their worker lives and would never send it.
    ///
    /// The server knows what became of them. Nothing is freed on suspicion: one that was not done has left its rows to
    /// the next claim, which may be the same worker's, under the same fence.
    private func release() throws {
        for doubt in commits.doubts {
            switch try worker.perform({ try doubt.fate(on: $0) }) {
            case .open: continue
            case .undone: break
            case .done: try release(doubt.leases)
            }
            commits.settle(doubt)
        }
    }

    private func release(_ leases: [(worker: WorkerID, claim: Claim)]) throws {
        let now = now
        try commits.commit(on: worker) { transaction in
            for (holder, claim) in leases {
                let outcome = ClaimOutcome(claim: claim, result: .released, status: nil, error: nil)
                _ = try transaction.record(outcome, by: holder, at: now)
            }
        }
    }
}
