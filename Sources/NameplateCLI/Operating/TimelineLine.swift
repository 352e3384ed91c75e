import Nameplate

/// One entry of a timeline in plain words, such as `labs.fyre.co took the ping for version 17 (200, 41 ms)`.
struct TimelineLine {
    private let entry: [String: JSONValue]

    init(_ entry: [String: JSONValue]) { self.entry = entry }

    var text: String { "\(entry["at"]?.number.map(UTCText.time) ?? "?")  \(words)" }

    private var words: String {
        switch word("kind") {
        case "ping": ping
        case "tabs": "\(word("tabs") == "1" ? "1 tab" : "\(word("tabs")) tabs") told of version \(word("version"))"
        case "pull": "\(word("network")) read version \(word("version"))"
        case "created": "created\(byWhom), version \(word("version"))"
        case "changed": "change \(word("version"))\(byWhom)\(detail)"
        case "erased": "erased\(byWhom), version \(word("version"))"
        case "lifted": "version lifted to \(word("version")) after a restored backup"
        case let kind: kind.replacing("-", with: " ") + byWhom + detail
        }
    }

    private var ping: String {
        let milliseconds = entry["milliseconds"].map { "\($0.plainText) ms" }
        let facts = [entry["status"]?.plainText, milliseconds].compactMap(\.self).joined(separator: ", ")
        let suffix = facts.isEmpty ? "" : " (\(facts))"
        if let error = entry["error"]?.plainText {
            return "\(word("network")) did not take the ping for version \(word("version")): \(error)\(suffix)"
        }
        return "\(word("network")) took the ping for version \(word("version"))\(suffix)"
    }

    private var byWhom: String { entry["actor"].map { " by the \($0.plainText)" } ?? "" }
    private var detail: String { entry["detail"].map { ": \($0.plainText)" } ?? "" }

    private func word(_ name: String) -> String { entry[name]?.plainText ?? "?" }
}
