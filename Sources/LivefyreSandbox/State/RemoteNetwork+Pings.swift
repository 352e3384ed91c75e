import Nameplate

/// What is to be done about a ping before and after its answer.
struct PingReceipt: Sendable {
    let delay: Duration
    /// The status to answer with.
    let status: Int
    let retryAfter: Int?
    /// Closes the connection instead of an answer.
    let isDropped: Bool

    var isAccepted: Bool { (200...299).contains(status) && !isDropped }
}

extension RemoteNetwork {
    /// Step 1.
    ///
    /// Nothing is pulled before ``acknowledged(_:status:)``.
    func received(pingFor user: UserID, by dialect: String) -> PingReceipt {
        let dropped = faults.dropRate > 0 && randomFraction(configuration.randomness) < faults.dropRate
        let receipt = PingReceipt(
            delay: faults.pingDelay,
            status: faults.pingStatus ?? 200,
            retryAfter: faults.pingRetryAfter,
            isDropped: dropped
        )
        timeline.add(.pingReceived, .received, user, "ping received, lftoken in the \(dialect)")
        if dropped {
            timeline.add(nil, nil, user, "fault drop_rate: the connection was closed without an answer")
        } else if !receipt.isAccepted {
            timeline.add(nil, nil, user, "fault ping_status: answered \(receipt.status)")
        }
        return receipt
    }

    /// Step 2, after the answer was written, and all that follows from it.
    func acknowledged(_ user: UserID, status: Int) {
        timeline.add(.acknowledged, nil, user, "acknowledged with \(status)")
        guard !faults.skipsPull else {
            timeline.add(nil, nil, user, "fault skip_pull: nothing will be pulled")
            return
        }
        queuePull(for: user)
    }

    /// Steps 3 and 4.
    ///
    /// A user has one job at a time.
    func queuePull(for user: UserID, as run: Int? = nil) {
        switch pulls.join(user, as: run) {
        case .queued(let run):
            processed(user, run, ": joins the pull that is queued")
        case .underWay(let next):
            processed(user, next, ": a pull is under way, another will follow")
        case .new(let epoch, let run):
            processed(user, run)
            let delay = configuration.pace.pullDelay(randomFraction(configuration.randomness)) + faults.pullDelay
            timeline.add(
                .queued,
                .queued,
                user,
                "queued, to be pulled in \(delay.milliseconds) ms",
                .init(run: run)
            )
            enqueue(PullJob(user: user, delay: delay, epoch: epoch, run: run))
        }
    }

    private func processed(_ user: UserID, _ run: Int, _ more: String = "") {
        timeline.add(.processed, nil, user, "pull request processed\(more)", .init(run: run))
    }
}
