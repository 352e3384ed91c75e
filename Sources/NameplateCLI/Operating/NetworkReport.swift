import Nameplate

/// A network as the service answers it, in words for people.
struct NetworkReport {
    private let members: [String: JSONValue]

    init(_ members: [String: JSONValue]) { self.members = members }

    var row: [String] {
        ["name", "kind", "owed", "unread", "drifted"].map { members[$0]?.plainText ?? "-" } + [state, reason]
    }

    /// For a command that changed something.
    var sentence: String {
        let name = members["name"]?.plainText ?? "?"
        guard let pause = members["pause"]?.object else { return "\(name) is told of changes." }
        let end = pause["until"]?.number.map { "until \(UTCText.time($0))" } ?? "until it is resumed"
        return "\(name) is paused \(end) (\(pause["reason"]?.plainText ?? "")). What it is owed waits."
    }

    private var lane: [String: JSONValue] { members["lane"]?.object ?? [:] }

    private var state: String { members["pause"] == nil ? lane["breaker"]?.plainText ?? "-" : "paused" }

    private var reason: String {
        let source = members["pause"]?.object ?? lane
        guard let reason = source["reason"]?.plainText else { return "-" }
        return reason + (source["until"]?.number.map { ", until \(UTCText.time($0))" } ?? "")
    }
}
