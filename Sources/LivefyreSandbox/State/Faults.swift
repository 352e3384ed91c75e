import Nameplate

/// What goes wrong on purpose.
///
/// Nothing does until a test asks for it.
struct Faults: Sendable, Equatable {
    /// The status of answers to pings; outside 200 to 299 nothing is pulled.
    var pingStatus: Int?
    /// The `Retry-After` of answers that refuse a ping, in seconds.
    var pingRetryAfter: Int?
    /// Before the answer to a ping.
    var pingDelay = Duration.zero
    /// On top of the pace, before a pull.
    var pullDelay = Duration.zero
    /// Pings are acknowledged, and forgotten.
    var skipsPull = false
    /// Every pull is made twice.
    var duplicatesPull = false
    /// A user's answer is held back until the next one has been applied, so that the older one wins.
    var reordersPulls = false
    /// The share of pings whose connection is closed without an answer.
    var dropRate = 0.0

    var isActive: Bool { self != Faults() }

    private static let names = [
        "ping_status", "ping_retry_after", "ping_delay_ms", "pull_delay_ms", "skip_pull", "duplicate_pull",
        "reorder_pulls", "drop_rate",
    ]
    private static let longestDelay = 600_000.0

    /// Sets the members that are there; `null` sets one back.
    ///
    /// - Throws: ``InvalidFields`` that names every wrong member; then nothing is set.
    mutating func set(_ members: [String: JSONValue]) throws(InvalidFields) {
        var changed = self
        let errors = members.sorted { $0.key < $1.key }.compactMap { name, value in
            changed.set(name, value).map { FieldError(name, $0) }
        }
        guard errors.isEmpty else { throw InvalidFields(errors) }
        self = changed
    }

    /// Sets one member; returns what is wrong with it.
    private mutating func set(_ name: String, _ value: JSONValue) -> String? {
        switch name {
        case "ping_status": set(\.pingStatus, value, "It must be a whole number from 200 to 599.", Self.status)
        case "ping_retry_after": set(\.pingRetryAfter, value, "It must be whole seconds from 0 to 86400.", Self.seconds)
        case "ping_delay_ms": set(\.pingDelay, value, Self.delayRule, Self.delay)
        case "pull_delay_ms": set(\.pullDelay, value, Self.delayRule, Self.delay)
        case "skip_pull": set(\.skipsPull, value, Self.boolRule, Self.bool)
        case "duplicate_pull": set(\.duplicatesPull, value, Self.boolRule, Self.bool)
        case "reorder_pulls": set(\.reordersPulls, value, Self.boolRule, Self.bool)
        case "drop_rate": set(\.dropRate, value, "It must be a number from 0 to 1.", Self.rate)
        default:
            "There is no such member." + (nearest(to: name, among: Self.names).map { " Did you mean '\($0)'?" } ?? "")
        }
    }

    private mutating func set<Value>(
        _ path: WritableKeyPath<Faults, Value>,
        _ value: JSONValue,
        _ rule: String,
        _ read: (JSONValue) -> Value?
    ) -> String? {
        if value == .null {
            self[keyPath: path] = Faults()[keyPath: path]
            return nil
        }
        guard let read = read(value) else { return rule }
        self[keyPath: path] = read
        return nil
    }

    private static let delayRule = "It must be a number of milliseconds from 0 to 600000."
    private static let boolRule = "It must be true or false."

    private static func status(_ value: JSONValue) -> Int?? {
        guard let status = value.number.flatMap(Int.init(exactly:)), (200...599).contains(status) else { return nil }
        return status
    }

    private static func seconds(_ value: JSONValue) -> Int?? {
        guard let seconds = value.number.flatMap(Int.init(exactly:)), (0...86_400).contains(seconds) else { return nil }
        return seconds
    }

    private static func delay(_ value: JSONValue) -> Duration? {
        guard let number = value.number, (0...longestDelay).contains(number) else { return nil }
        return .milliseconds(Int64(number))
    }

    private static func bool(_ value: JSONValue) -> Bool? {
        guard case .bool(let bool) = value else { return nil }
        return bool
    }

    private static func rate(_ value: JSONValue) -> Double? {
        guard let number = value.number, (0...1).contains(number) else { return nil }
        return number
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            if let pingStatus { json.member("ping_status", pingStatus) } else { json.null("ping_status") }
            if let pingRetryAfter {
                json.member("ping_retry_after", pingRetryAfter)
            } else {
                json.null("ping_retry_after")
            }
            json.member("ping_delay_ms", pingDelay.milliseconds)
            json.member("pull_delay_ms", pullDelay.milliseconds)
            json.member("skip_pull", skipsPull)
            json.member("duplicate_pull", duplicatesPull)
            json.member("reorder_pulls", reordersPulls)
            json.member("drop_rate", json: .number(dropRate))
        }
    }
}
