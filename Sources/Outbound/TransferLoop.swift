import CCurl

/// The one thread's work: take what came, move the transfers, answer those that ended, rest.
final class TransferLoop {
    private let configuration: OutboundConfiguration
    private let submissions: Submissions
    private let multi: Multi
    private var batch = Submissions.Batch()
    private var line = WaitingLine<Submission>()
    private var running: [UInt64: Transfer] = [:]
    private var idle: [Transfer] = []

    init(_ configuration: OutboundConfiguration, _ submissions: Submissions) {
        self.configuration = configuration
        self.submissions = submissions
        multi = Multi(maximumConcurrent: configuration.maximumConcurrent)
        submissions.opened(by: multi.waker)
    }

    /// Returns when the client closes, or when libcurl cannot go on, which nothing here could mend.
    func run() {
        while receive(), multi.perform() {
            if answer() == 0, submissions.mayRest(), !multi.rest() { break }
        }
        end()
    }

    /// False if the client closes.
    private func receive() -> Bool {
        submissions.take(into: &batch)
        for submission in batch.arrived { line.append(submission, id: submission.id) }
        for id in batch.cancelled { cancel(id) }
        startWaiting()
        return !batch.closing
    }

    private func startWaiting() {
        while running.count < configuration.maximumConcurrent, let submission = line.removeFirst() {
            start(submission)
        }
    }

    private func start(_ submission: Submission) {
        let transfer = idle.popLast() ?? Transfer(configuration)
        do {
            try transfer.begin(submission)
        } catch {
            idle.append(transfer)
            submission.finish(.failure(error))
            return
        }
        guard multi.add(transfer) else {
            idle.append(transfer)
            transfer.end()?.finish(.failure(.other(code: Int32(CURLE_FAILED_INIT.rawValue))))
            return
        }
        running[submission.id] = transfer
    }

    /// Does nothing for a request that was answered before its cancellation came.
    private func cancel(_ id: UInt64) {
        if let submission = line.remove(id) { submission.finish(.failure(.cancelled)) }
        if let transfer = running[id] { finish(transfer, .failure(.cancelled)) }
    }

    /// The number of transfers answered; their places go to those who wait.
    private func answer() -> Int {
        var answered = 0
        while let (transfer, result) = multi.nextEnded() {
            finish(transfer, transfer.outcome(result))
            answered += 1
        }
        return answered
    }

    private func finish(_ transfer: Transfer, _ outcome: Submission.Outcome) {
        multi.remove(transfer)
        idle.append(transfer)
        guard let submission = transfer.end() else { return }
        running[submission.id] = nil
        submission.finish(outcome)
    }

    private func end() {
        // Those who came while the loop was ending were promised an answer too.
        for submission in submissions.ending().arrived { line.append(submission, id: submission.id) }
        while let submission = line.removeFirst() { submission.finish(.failure(.shutDown)) }
        for transfer in Array(running.values) { finish(transfer, .failure(.shutDown)) }
    }
}
