import Nameplate
import Outbound

/// Sends one ping and judges its outcome.
struct PingDispatcher: Sendable {
    let worker: WorkerLease
    let store: any Store
    let networks: Networks
    let outbound: OutboundClient
    let policy: RetryPolicy
    let outcomes: OutcomeWriter
    let metrics: Metrics
    let clock: Clock

    /// Returns when the outcome is on record.
    func deliver(_ claim: Claim) async -> SentPing {
        let start = ContinuousClock.now
        var outcome = await attempt(claim)
        let milliseconds = Int(start.duration(to: .now).milliseconds)
        outcome.milliseconds = milliseconds
        let sent = SentPing(outcome: outcome, milliseconds: milliseconds, delivery: nil)
        if outcome.result == .acknowledged { metrics.noteAcknowledgement(of: claim, at: clock()) }
        metrics.countPing(network: claim.network, result: outcome.error ?? "accepted")
        return await withCheckedContinuation { continuation in
            outcomes.add(sent) { continuation.resume(returning: $0) }
        }
    }

    private func attempt(_ claim: Claim) async -> ClaimOutcome {
        // What it holds may be another's by now, who would send it at the same time.
        guard worker.isAlive, let network = networks[claim.network] else {
            return ClaimOutcome(claim: claim, result: .released, status: nil, error: nil)
        }
        let announcement: Announcement
        do {
            announcement = try await self.announcement(of: claim, to: network)
        } catch {
            return failure(of: claim, status: nil, error: "unreadable", asked: nil)
        }
        var request = OutboundRequest(network.request(for: announcement, at: clock()))
        // A second before others may send it too.
        request.timeout = worker.left - .seconds(1)
        metrics.noteSending(of: claim, at: clock())
        do {
            let response = try await outbound.send(request)
            switch PingVerdict(status: response.status) {
            case .accepted:
                return ClaimOutcome(
                    claim: claim,
                    result: .acknowledged,
                    status: response.status,
                    error: nil,
                    carried: announcement.profile?.version
                )
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

    /// A profile that comes along is read as late as can be, so that the newest goes out.
    private func announcement(of claim: Claim, to network: any Network) async throws -> Announcement {
        Announcement(claim, carrying: network.carriesProfile ? try await store.profile(of: claim.user) : nil)
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
        let trace = TraceContext.current?.headers.map { Header($0.name, $0.value) } ?? []
        self.init(
            method: request.method == "GET" ? .get : .post,
            url: request.url,
            headers: request.headers.map { Header($0.name, $0.value) } + trace,
            body: request.body,
            target: .configured
        )
    }
}
