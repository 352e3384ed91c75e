import Nameplate

/// Commits changes and, where this request holds the delivery itself, waits a while for the ping's outcome.
///
/// A network that is slow or gone delays the answer by that while at most, and never fails it.
struct Changes: Sendable {
    struct Result: Sendable {
        let outcome: ProfileTransaction.Outcome
        /// By network; those that this request sent and whose outcome came in time.
        let sent: [NetworkName: SentPing]
    }

    let store: any Store
    let sender: PingSender
    let networks: Networks
    let pingWait: Duration
    let clock: Clock

    func commit(
        _ edit: ProfileTransaction.Edit,
        of user: UserID,
        condition: ProfileTransaction.Condition = .any,
        passwordHash: String? = nil,
        by actor: Actor
    ) async throws -> Result {
        FailPoint.changeReceived.reach()
        let lease = sender.reserve()
        let outcome: ProfileTransaction.Outcome
        do {
            outcome = try await store.change(
                ProfileTransaction(
                    user: user,
                    edit: edit,
                    condition: condition,
                    passwordHash: passwordHash,
                    networks: networks.names,
                    lease: lease,
                    actor: actor,
                    now: clock()
                )
            )
        } catch {
            sender.release(lease?.networks ?? [])
            throw error
        }
        FailPoint.changeCommitted.reach()
        sender.release((lease?.networks ?? []).subtracting(outcome.claims.map(\.network)))
        defer { FailPoint.changeAnswered.reach() }
        return Result(outcome: outcome, sent: await send(outcome.claims))
    }

    private func send(_ claims: [Claim]) async -> [NetworkName: SentPing] {
        let receipts = claims.map { ($0.network, sender.send($0)) }
        return await withTaskGroup(of: (NetworkName, SentPing?).self) { group in
            for (network, receipt) in receipts {
                group.addTask { (network, await receipt.value(within: pingWait)) }
            }
            var sent: [NetworkName: SentPing] = [:]
            for await (network, ping) in group { sent[network] = ping }
            return sent
        }
    }
}

extension Changes.Result {
    /// `deliveries`, each as it is now; `milliseconds` is there when the ping's answer came in time.
    func writeDeliveries(to json: inout JSONWriter) {
        json.array("deliveries") { json in
            for delivery in outcome.deliveries {
                let sent = sent[delivery.network]
                let now = sent?.delivery ?? delivery
                json.object { json in
                    json.member("network", now.network.text)
                    json.member("version", now.wantedVersion)
                    json.member("state", now.state.rawValue)
                    json.member("status", now.lastStatus)
                    json.member("error", now.lastError)
                    json.member("attempts", now.attempts)
                    json.member("milliseconds", sent?.milliseconds)
                }
            }
        }
    }
}
