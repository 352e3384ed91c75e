import Nameplate
import Synchronization

/// Counts what happens, for `GET /metrics` in Prometheus' text format (0.0.4).
///
/// No label ever holds a user or a secret.
final class Metrics: Sendable {
    private struct Series: Hashable {
        let name: String
        let labels: String
    }

    private let counts = Mutex<[Series: Int]>([:])

    init() {}

    func countRequest(route: String, status: Int) {
        count("nameplate_http_requests_total", "route=\"\(route)\",status=\"\(status)\"")
    }

    func countLogin(_ result: String) { count("nameplate_logins_total", "result=\"\(result)\"") }

    func countPing(network: NetworkName, result: String) {
        count("nameplate_pings_total", "network=\"\(network)\",result=\"\(result)\"")
    }

    func countPull(network: NetworkName) { count("nameplate_pulls_total", "network=\"\(network)\"") }

    private func count(_ name: String, _ labels: String) {
        counts.withLock { $0[Series(name: name, labels: labels), default: 0] += 1 }
    }

    /// The text of all counters, and of the gauges given.
    func text(gauges: [(name: String, labels: String, value: Int)]) -> String {
        let counts = counts.withLock { $0 }
        var text = ""
        for (name, series) in Dictionary(grouping: counts, by: \.key.name).sorted(by: { $0.key < $1.key }) {
            text += "# TYPE \(name) counter\n"
            for (key, value) in series.sorted(by: { $0.key.labels < $1.key.labels }) {
                text += "\(name){\(key.labels)} \(value)\n"
            }
        }
        for (name, series) in Dictionary(grouping: gauges, by: \.name).sorted(by: { $0.key < $1.key }) {
            text += "# TYPE \(name) gauge\n"
            for gauge in series {
                text += gauge.labels.isEmpty ? "\(name) \(gauge.value)\n" : "\(name){\(gauge.labels)} \(gauge.value)\n"
            }
        }
        return text
    }
}
