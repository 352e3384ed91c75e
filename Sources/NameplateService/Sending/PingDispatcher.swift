import Nameplate
import Outbound

/// Sends one ping and judges its outcome.
struct PingDispatcher: Sendable {
    let worker: WorkerLease
    let store: any Store
    let networks: Networks
    let outbound: OutboundClient
    let policy: RetryPolicy
    /// How long a network has to read a profile back; nil for as long as it likes.
    let pullWithin: Duration?
    let outcomes: OutcomeWriter
    let metrics: Metrics
    let clock: Clock

    /// What came of sending one ping.
    private struct Attempt {
        /// Nil when nothing was sent, by no fault of the network.
        var verdict: PingVerdict?
        var status: Int?
        /// The wait that the network asked for.
        var asked: Duration?
        /// The version that the request itself carried.
        var carried: Int64?

        static let none = Attempt()
    }

    /// Sends, and says what is to go on record of it.
    func send(_ claim: Claim) async -> SentPing {
        let start = ContinuousClock.now
        let attempt = await attempt(claim)
        var outcome = outcome(of: claim, attempt)
        outcome.milliseconds = Int(start.duration(to: .now).milliseconds)
        if outcome.result == .acknowledged { metrics.noteAcknowledgement(of: claim, at: clock()) }
        if attempt.verdict != nil { metrics.countPing(network: claim.network, result: outcome.error ?? "accepted") }
        return SentPing(outcome: outcome, verdict: attempt.verdict, asked: attempt.asked, delivery: nil)
    }

    /// Returns when the outcome is on record.
    func record(_ sent: SentPing) async -> SentPing {
        await withCheckedContinuation { continuation in
            outcomes.add(sent) { continuation.resume(returning: $0) }
        }
    }

    private func attempt(_ claim: Claim) async -> Attempt {
        // What it holds may be another's by now, who would send it at the same time.
        guard worker.isAlive, let network = networks[claim.network] else { return .none }
        let announcement: Announcement
        do {
            announcement = try await self.announcement(of: claim, to: network)
        } catch {
            return Attempt(verdict: .failed(.unreadable))
        }
        var request = OutboundRequest(network.request(for: announcement, at: clock()))
        // A second before others may send it too.
        request.timeout = worker.left - .seconds(1)
        metrics.noteSending(of: claim, at: clock())
        do {
            let response = try await outbound.send(request)
            return Attempt(
                verdict: PingVerdict(status: response.status),
                status: response.status,
                asked: response.header("Retry-After").flatMap {
                    RetryAfter.span($0, date: response.header("Date"), now: clock())
                },
                carried: announcement.profile?.version
            )
        } catch .cancelled, .shutDown {
            return .none
        } catch {
            return Attempt(verdict: .failed(.unanswered(error.code)))
        }
    }

    /// A profile that comes along is read as late as can be, so that the newest goes out.
    private func announcement(of claim: Claim, to network: any Network) async throws -> Announcement {
        Announcement(claim, carrying: network.carriesProfile ? try await store.profile(of: claim.user) : nil)
    }

    private func outcome(of claim: Claim, _ attempt: Attempt) -> ClaimOutcome {
        switch attempt.verdict {
        case nil:
            return ClaimOutcome(claim: claim, result: .released, status: nil, error: nil)
        case .accepted:
            return ClaimOutcome(
                claim: claim,
                result: .acknowledged,
                status: attempt.status,
                error: nil,
                carried: attempt.carried,
                pullBy: pullBy(claim.network)
            )
        case .failed(let fault):
            let next = policy.next(
                attempts: claim.attempts + 1,
                wantedAt: claim.wantedAt,
                now: clock(),
                jitter: .random(in: 0...1),
                asked: attempt.asked,
                mayDiscard: fault.endsInDiscard
            )
            return ClaimOutcome(
                claim: claim,
                result: next.map { .retry(at: $0) } ?? .discarded,
                status: attempt.status,
                error: fault.word
            )
        }
    }

    /// When a network that reads back is told again, unless it has by then.
    private func pullBy(_ network: NetworkName) -> Timestamp? {
        guard let pullWithin, networks[network]?.carriesProfile == false else { return nil }
        return clock() + pullWithin
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
