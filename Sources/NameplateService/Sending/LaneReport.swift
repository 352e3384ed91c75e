import Nameplate

/// How one lane of this instance stands.
struct LaneReport: Sendable {
    let gate: LaneGate.Report
    let places: Int
    /// Places that are taken, by pings or by changes that may send one.
    let sending: Int

    /// `lane` of a network; times in epoch seconds.
    func write(to json: inout JSONWriter, at now: Timestamp) {
        json.object("lane") { json in
            json.member("breaker", gate.breaker.rawValue)
            json.member("reason", gate.reason)
            json.member("until", gate.until.map { (now + ContinuousClock.now.duration(to: $0)).seconds })
            json.member("failures", gate.failures)
            json.member("places", places)
            json.member("sending", sending)
            if let rate = gate.rate { json.member("rate", json: .number(rate)) }
        }
    }
}
