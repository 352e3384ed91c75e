import Dispatch
import Nameplate
import Synchronization

/// What happens by time alone: the beats of the ``Feed``, a look at the server's clock, and once a second a look for
/// what nobody was notified of, such as the rows of a worker that has died.
final class Pulse: Sendable {
    private static let interval = DispatchTimeInterval.milliseconds(200)
    private static let beatsToALook = 5

    private struct State {
        var offset: Duration = .zero
        var isStopping = false
    }

    private let worker: Worker
    private let feed: Feed
    private let commits: Commits
    private let localClock: Clock
    private let isCorrected: Bool
    private let state = Mutex(State())
    private let stop = DispatchSemaphore(value: 0)

    init(_ server: Server, _ feed: Feed, _ commits: Commits, clock: @escaping Clock, isCorrected: Bool) {
        worker = Worker(server, label: "pulse")
        self.feed = feed
        self.commits = commits
        localClock = clock
        self.isCorrected = isCorrected
    }

    /// The server's time, which is the same for all instances however wrong their own clocks are.
    var now: Timestamp { localClock() + state.withLock(\.offset) }

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
                if beats % Self.beatsToALook == 0 { try look() }
            } catch {
                // The feed is not current meanwhile, which is all that anybody needs to know.
            }
            beats += 1
            _ = stop.wait(timeout: .now() + Self.interval)
        } while !state.withLock(\.isStopping)
    }

    /// Not to lose it in a crash is of no worth, so nobody waits for the disk or a standby.
    private func beat() throws {
        let payload = Notification.payload(ofBeat: feed.nextBeat(), from: commits.instance)
        let before = localClock()
        let answers = try worker.perform { connection in
            try connection.run([
                Statement("BEGIN"), Statement("SET LOCAL synchronous_commit = off"),
                Statement("SELECT pg_notify('\(Notification.channel)', $1)", payload),
                Statement("SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint"), Statement("COMMIT"),
            ])
        }
        let after = localClock()
        guard isCorrected, let row = answers[3].first else { return }
        let middle = Timestamp(milliseconds: (before.milliseconds + after.milliseconds) / 2)
        state.withLock { $0.offset = Timestamp(milliseconds: row[0]) - middle }
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

    /// Frees what a transaction may have leased whose answer was lost: its worker lives and would never send it.
    private func release() throws {
        let doubtful = commits.takeDoubtful()
        guard !doubtful.isEmpty else { return }
        let now = now
        do {
            try commits.commit(on: worker) { transaction in
                for (holder, claim) in doubtful {
                    let outcome = ClaimOutcome(claim: claim, result: .released, status: nil, error: nil)
                    _ = try transaction.record(outcome, by: holder, at: now)
                }
            }
        } catch {
            commits.isDoubtful(doubtful)
            throw error
        }
    }
}
