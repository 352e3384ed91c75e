/// A request on its way to the loop, with the task that waits for it.
struct Submission: Sendable {
    typealias Outcome = Result<OutboundResponse, OutboundError>

    let id: UInt64
    let request: OutboundRequest
    let waiting: CheckedContinuation<Outcome, Never>

    func finish(_ outcome: Outcome) {
        waiting.resume(returning: outcome)
    }
}
