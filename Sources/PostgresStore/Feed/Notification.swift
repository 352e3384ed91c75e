package import Nameplate

/// One running store, by which it knows its own notifications.
package struct InstanceID: Hashable, Sendable {
    let text: String

    init(from randomness: Randomness) { text = Base64URL.encode(randomness(9)) }
    fileprivate init(_ text: Substring) { self.text = String(text) }
}

/// What one commit tells all instances: `FROM`, then an event on each line.
///
/// ```
/// profile ada 17
/// session SESSION
/// ended ada everywhere SESSION SESSION …
/// owed labs.fyre.co
/// ```
/// PostgreSQL takes less than 8,000 bytes, so a large commit tells in several pieces. What would be very many says
/// `many`, and whoever hears that looks for itself.
package struct Notification: Sendable {
    static let channel = "nameplate"
    private static let longest = 7900
    private static let mostAtOnce = 64
    private static let mostSessions = 100
    private static let many = "many"
    private static let beat = "beat"

    package enum Content: Sendable, Equatable {
        case events([Committed])
        /// A sign that notifications arrive, by its number.
        case beat(Int64)
    }

    package let sender: InstanceID
    package let content: Content

    /// As many as it takes; none when there is nothing to tell.
    package static func payloads(of events: [Committed], from instance: InstanceID) -> [String] {
        var payloads: [String] = []
        for line in events.flatMap(Self.lines) {
            if let last = payloads.last, last.utf8.count + 1 + line.utf8.count <= longest {
                payloads[payloads.count - 1] += "\n\(line)"
            } else {
                payloads.append("\(instance.text)\n\(line)")
            }
        }
        return payloads.count <= mostAtOnce ? payloads : ["\(instance.text)\n\(many)"]
    }

    package static func payload(ofBeat number: Int64, from instance: InstanceID) -> String {
        "\(instance.text)\n\(beat) \(number)"
    }

    /// What another version of this program says and this one doesn't know may be anything.
    package init?(_ payload: String) {
        let lines = payload.split(separator: "\n")
        guard let sender = lines.first else { return nil }
        self.sender = InstanceID(sender)
        let words = lines.dropFirst().map { $0.split(separator: " ") }
        if let first = words.first, first.first == Self.beat[...], first.count == 2, let number = Int64(first[1]) {
            content = .beat(number)
        } else {
            content = .events(words.map { Self.event($0) ?? .anything })
        }
    }

    private static func lines(_ event: Committed) -> [String] {
        switch event {
        case .profile(let user, let version): ["profile \(user) \(version)"]
        case .session(let session): ["session \(session)"]
        case .sessionsEnded(let sessions, let user, let end):
            stride(from: 0, to: sessions.count, by: mostSessions).map { start in
                let slice = sessions[start..<min(start + mostSessions, sessions.count)]
                return (["ended", user.text, end.rawValue] + slice.map(\.text)).joined(separator: " ")
            }
        case .owed(let network): ["owed \(network)"]
        case .anything: [many]
        }
    }

    private static func event(_ words: [Substring]) -> Committed? {
        switch (words.first, words.count) {
        case ("profile", 3):
            Int64(words[2]).map { .profile(UserID(stored: String(words[1])), version: $0) }
        case ("session", 2): .session(SessionID(stored: String(words[1])))
        case ("ended", 4...):
            SessionEnd(rawValue: String(words[2])).map { end in
                let sessions = words[3...].map { SessionID(stored: String($0)) }
                return .sessionsEnded(sessions, user: UserID(stored: String(words[1])), end)
            }
        case ("owed", 2): .owed(NetworkName(stored: String(words[1])))
        default: nil
        }
    }
}
