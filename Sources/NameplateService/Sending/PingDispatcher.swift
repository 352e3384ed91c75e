import Nameplate
import Outbound

/// Sends one ping and judges its outcome.
struct PingDispatcher: Sendable {
    let worker: WorkerLease
    let outbound: OutboundClient
    let policy: RetryPolicy
    let outcomes: OutcomeWriter
    let metrics: Metrics
    let clock: Clock

    /// Returns when the outcome is on record.
    func deliver(_ claim: Claim, to network: any Network) async -> SentPing {
        let start = ContinuousClock.now
        let outcome = await attempt(claim, to: network)
        let sent = SentPing(
            outcome: outcome,
            milliseconds: Int(start.duration(to: .now).milliseconds),
            delivery: nil
        )
        metrics.countPing(network: claim.network, result: outcome.error ?? "accepted")
        return await withCheckedContinuation { continuation in
            outcomes.add(sent) { continuation.resume(returning: $0) }
        }
    }

    private func attempt(_ claim: Claim, to network: any Network) async -> ClaimOutcome {
        // What it holds may be another's by now, who would send it at the same time.
        guard worker.isAlive else { return ClaimOutcome(claim: claim, result: .released, status: nil, error: nil) }
        var request = OutboundRequest(network.ping(for: claim.user, at: clock()))
        // A second before others may send it too.
        request.timeout = worker.left - .seconds(1)
        do {
            let response = try await outbound.send(request)
            switch network.verdict(onPing: response.status) {
            case .accepted:
                return ClaimOutcome(claim: claim, result: .acknowledged, status: response.status, error: nil)
            case .failed(let fault):
                let asked = response.header("Retry-After").flatMap(Int.init).map { Duration.seconds(max(0, $0)) }
                return failure(of: claim, status: response.status, error: fault.rawValue, asked: asked)
            }
        } catch .cancelled, .shutDown {
            return ClaimOutcome(claim: claim, result: .released, status: nil, error: nil)
        } catch {
            return failure(of: claim, status: nil, error: error.code, asked: nil)
        }
    }

    private func failure(of claim: Claim, status: Int?, error: String, asked: Duration?) -> ClaimOutcome {
        let next = policy.next(
            attempts: claim.attempts + 1,
            wantedAt: claim.wantedAt,
            now: clock(),
            jitter: .random(in: 0...1),
            asked: asked
        )
        return ClaimOutcome(
            claim: claim,
            result: next.map { .retry(at: $0) } ?? .discarded,
            status: status,
            error: error
        )
    }
}

extension OutboundRequest {
    /// A network's address is an operator's choice, so the guard against private ranges is off on purpose.
    init(_ request: NetworkRequest) {
        self.init(
            method: request.method == "GET" ? .get : .post,
            url: request.url,
            headers: request.contentType.map { [Header("Content-Type", $0)] } ?? [],
            body: request.body,
            target: .configured
        )
    }
}
