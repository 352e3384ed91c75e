import Nameplate

/// At most one job for each user: pings that come while one is queued join it, and one that comes while the pull is
/// under way makes a second pull follow, since the first may have read too early.
struct PullQueue: Sendable {
    enum Joined: Sendable {
        case new(epoch: Int)
        case queued
        case underWay
    }

    private enum Stage {
        case queued
        case pulling(again: Bool)
    }

    private var stages: [UserID: Stage] = [:]
    private var epoch = 0

    mutating func join(_ user: UserID) -> Joined {
        switch stages[user] {
        case nil:
            stages[user] = .queued
            return .new(epoch: epoch)
        case .queued:
            return .queued
        case .pulling:
            stages[user] = .pulling(again: true)
            return .underWay
        }
    }

    /// False for a job that a reset has forgotten.
    mutating func begin(_ job: PullJob) -> Bool {
        guard isCurrent(job) else { return false }
        stages[job.user] = .pulling(again: false)
        return true
    }

    /// Whether another job has to follow.
    mutating func end(_ job: PullJob) -> Bool {
        guard isCurrent(job), case .pulling(let again) = stages.removeValue(forKey: job.user) else { return false }
        return again
    }

    func isCurrent(_ job: PullJob) -> Bool { job.epoch == epoch }

    mutating func reset() {
        stages = [:]
        epoch += 1
    }
}
