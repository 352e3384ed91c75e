import Nameplate
import Synchronization

/// Counts what happens and how long it takes, for `GET /metrics`.
///
/// No label ever holds a user or a secret. What is noted for each request is a look into a table and an addition.
final class Metrics: Sendable {
    private struct Answer: Hashable {
        let route: String
        let status: Int
    }

    private struct Ping: Hashable {
        let network: NetworkName
        let result: String
    }

    private let requests = Series<Answer, Int>(from: 0)
    private let requestTimes = Series<String, Histogram>(from: Histogram())
    private let logins = Series<String, Int>(from: 0)
    private let pings = Series<Ping, Int>(from: 0)
    private let pulls = Series<NetworkName, Int>(from: 0)
    private let sent = Series<NetworkName, Histogram>(from: Histogram())
    private let acknowledged = Series<NetworkName, Histogram>(from: Histogram())
    private let pulled = Series<NetworkName, Histogram>(from: Histogram())
    private let streamed = Mutex(Histogram())

    /// Networks have their series from the start: what never happened is not what nobody knows of.
    init(networks: [NetworkName], reading: [NetworkName]) {
        for network in networks {
            for series in [sent, acknowledged] { series.update(network) { _ in } }
        }
        for network in reading {
            pulls.update(network) { _ in }
            pulled.update(network) { _ in }
        }
    }

    func noteRequest(route: String, status: Int, took: Duration) {
        requests.update(Answer(route: route, status: status)) { $0 += 1 }
        requestTimes.update(route) { $0.observe(took) }
    }

    func countLogin(_ result: String) { logins.update(result) { $0 += 1 } }

    func countPing(network: NetworkName, result: String) {
        pings.update(Ping(network: network, result: result)) { $0 += 1 }
    }

    func countPull(network: NetworkName) { pulls.update(network) { $0 += 1 } }

    /// The first ping of what is owed leaves; a later one would tell of the network and not of us.
    func noteSending(of claim: Claim, at now: Timestamp) {
        guard claim.attempts == 0 else { return }
        sent.update(claim.network) { $0.observe(now - claim.wantedAt) }
    }

    func noteAcknowledgement(of claim: Claim, at now: Timestamp) {
        acknowledged.update(claim.network) { $0.observe(now - claim.wantedAt) }
    }

    /// The network has read for the first time what it was owed.
    func notePull(by network: NetworkName, after span: Duration) {
        pulled.update(network) { $0.observe(span) }
    }

    func noteStreamWrite(after span: Duration) { streamed.withLock { $0.observe(span) } }

    func write(to text: inout MetricsText) {
        writeCounters(to: &text)
        writeServiceLevels(to: &text)
    }

    private func writeCounters(to text: inout MetricsText) {
        text.counter(
            "nameplate_http_requests_total",
            "Answered requests, by the route's template and the answer's status.",
            requests.all.map { ([("route", $0.route), ("status", "\($0.status)")], $1) }
        )
        text.histogram(
            "nameplate_http_request_duration_seconds",
            "From a request's head to the beginning of its answer.",
            requestTimes.all.map { ([("route", $0)], $1) }
        )
        text.counter(
            "nameplate_logins_total",
            "Sign-ins that were asked for, by what came of them.",
            logins.all.map { ([("result", $0)], $1) }
        )
        text.counter(
            "nameplate_pings_total",
            "Pings that were tried, by what came of them.",
            pings.all.map { ([("network", $0.network.text), ("result", $0.result)], $1) }
        )
        text.counter(
            "nameplate_pulls_total",
            "Profiles that networks read.",
            pulls.all.map { ([("network", $0.text)], $1) }
        )
    }

    private func writeServiceLevels(to text: inout MetricsText) {
        func byNetwork(_ series: Series<NetworkName, Histogram>) -> [(MetricsText.Labels, Histogram)] {
            series.all.map { ([("network", $0.text)], $1) }
        }
        text.histogram(
            "nameplate_commit_to_ping_sent_seconds",
            "From a change to its first ping, the change's own commit included.",
            byNetwork(sent)
        )
        text.histogram(
            "nameplate_commit_to_acknowledged_seconds",
            "From a change to the network's acknowledgement, failed pings included.",
            byNetwork(acknowledged)
        )
        text.histogram(
            "nameplate_commit_to_pulled_seconds",
            "From a change to the network's first read of it.",
            byNetwork(pulled)
        )
        text.histogram(
            "nameplate_commit_to_stream_seconds",
            "From this instance's learning of a change to its being written to an open stream.",
            [([], streamed.withLock(\.self))]
        )
    }
}
