/// Prometheus' text format (0.0.4): a name with its help and kind, and then its series.
///
/// A name stands there before anything was noted of it, so that an alert or a dashboard that names it is never wrong.
struct MetricsText {
    typealias Labels = [(name: String, value: String)]

    private(set) var text = ""

    mutating func counter(_ name: String, _ help: String, _ series: [(Labels, Int)]) {
        write(name, "counter", help, series.map { ($0, "\($1)") })
    }

    mutating func gauge(_ name: String, _ help: String, _ series: [(Labels, Int)]) {
        write(name, "gauge", help, series.map { ($0, "\($1)") })
    }

    /// A gauge that has one series, or none while its value isn't known.
    mutating func gauge(_ name: String, _ help: String, _ value: (some Numeric)?) {
        write(name, "gauge", help, value.map { [([], "\($0)")] } ?? [])
    }

    mutating func counter(_ name: String, _ help: String, seconds: Double?) {
        write(name, "counter", help, seconds.map { [([], "\($0)")] } ?? [])
    }

    mutating func histogram(_ name: String, _ help: String, _ series: [(Labels, Histogram)]) {
        open(name, "histogram", help)
        for (labels, histogram) in series.sorted(by: Self.isBefore) {
            var count = 0
            for (limit, more) in zip(Histogram.limits.map(\.text) + ["+Inf"], histogram.counts) {
                count += more
                line("\(name)_bucket", labels + [("le", limit)], "\(count)")
            }
            line("\(name)_sum", labels, "\(Double(histogram.microseconds) / 1_000_000)")
            line("\(name)_count", labels, "\(count)")
        }
    }

    private mutating func write(_ name: String, _ kind: String, _ help: String, _ series: [(Labels, String)]) {
        open(name, kind, help)
        for (labels, value) in series.sorted(by: Self.isBefore) { line(name, labels, value) }
    }

    private mutating func open(_ name: String, _ kind: String, _ help: String) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind)\n"
    }

    private mutating func line(_ name: String, _ labels: Labels, _ value: String) {
        text += name
        if !labels.isEmpty {
            text += "{\(labels.map { "\($0.name)=\"\(Self.escaped($0.value))\"" }.joined(separator: ","))}"
        }
        text += " \(value)\n"
    }

    /// So that a text is the same each time, and two of them can be compared.
    private static func isBefore<Value>(_ left: (Labels, Value), _ right: (Labels, Value)) -> Bool {
        left.0.map(\.value).lexicographicallyPrecedes(right.0.map(\.value))
    }

    private static func escaped(_ value: String) -> String {
        value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }
}
