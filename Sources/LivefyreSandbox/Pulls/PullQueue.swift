import Nameplate

/// At most one job for each user: pings that come while one is queued join it, and one that comes while the pull is
/// under way makes a second pull follow, since the first may have read too early.
struct PullQueue: Sendable {
    enum Joined: Sendable {
        case new(epoch: Int, run: Int)
        case queued(run: Int)
        case underWay(next: Int)
    }

    private enum Stage {
        case queued(run: Int)
        /// `next` is the run that follows, if one has to.
        case pulling(next: Int?)
    }

    private var stages: [UserID: Stage] = [:]
    private var epoch = 0
    private var lastRun = 0

    /// Runs are numbered one after another, also across a reset; `run` is the number of one that has it already.
    mutating func join(_ user: UserID, as run: Int? = nil) -> Joined {
        switch stages[user] {
        case nil:
            let run = run ?? newRun()
            stages[user] = .queued(run: run)
            return .new(epoch: epoch, run: run)
        case .queued(let run):
            return .queued(run: run)
        case .pulling(let next):
            let next = next ?? newRun()
            stages[user] = .pulling(next: next)
            return .underWay(next: next)
        }
    }

    private mutating func newRun() -> Int {
        lastRun += 1
        return lastRun
    }

    /// False for a job that a reset has forgotten.
    mutating func begin(_ job: PullJob) -> Bool {
        guard isCurrent(job) else { return false }
        stages[job.user] = .pulling(next: nil)
        return true
    }

    /// The run that has to follow, if one has to.
    mutating func end(_ job: PullJob) -> Int? {
        guard isCurrent(job), case .pulling(let next) = stages.removeValue(forKey: job.user) else { return nil }
        return next
    }

    func isCurrent(_ job: PullJob) -> Bool { job.epoch == epoch }

    mutating func reset() {
        stages = [:]
        epoch += 1
    }
}
