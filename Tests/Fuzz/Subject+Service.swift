import Nameplate
import NameplateService
import PostgresStore

extension Subject {
    /// What tells a change: one instance's notification to another, and what that writes to open streams.
    ///
    /// `Last-Event-ID`, which browsers send with what they reconnect by, is read by nobody.
    static let stream = Subject("stream") { bytes in
        guard let notification = Notification(String(decoding: bytes, as: UTF8.self)) else { return }
        switch notification.content {
        case .beat(let number):
            let payload = Notification.payload(ofBeat: number, from: notification.sender)
            demand(Notification(payload)?.content == notification.content, "a beat reads differently")
        case .events(let events):
            let payloads = Notification.payloads(of: events, from: notification.sender)
            let again = payloads.compactMap(Notification.init)
            demand(again.allSatisfy { $0.sender == notification.sender }, "another sender's news")
            demand(again.flatMap(\.events).flatMap(single) == events.flatMap(single), "news reads differently")
            for event in events { showStream(event) }
        }
    }

    /// A stored hash: what is taken is such that it can be tried, by the library and in bearable time.
    static let passwordHash = Subject("password-hash") { bytes in
        let cheap = PasswordHash.Cost(memory: 8, passes: 1, lanes: 1)
        // A password and its salt make a hash that is taken, and is theirs alone.
        if bytes.count >= 8, let made = try? PasswordHash(of: bytes, salt: Array(bytes.prefix(16)), cost: cheap) {
            demand(PasswordHash(made.text)?.cost == cheap, "what was made is not taken")
            demand((try? made.matches(bytes)) == true, "the password is not taken")
            demand((try? made.matches(bytes + [0])) == false, "another password is taken")
        }
        let text = String(decoding: bytes, as: UTF8.self)
        guard let hash = PasswordHash(text) else { return }
        let (memory, passes) = (UInt64(hash.cost.memory), UInt64(hash.cost.passes))
        demand(memory <= 1 << 20 && memory * passes <= 1 << 22, "it costs more than can be borne")
        demand(hash.cost.lanes <= 16 && text.utf8.count < 220, "it is larger than can be borne")
        let isCheap = hash.cost.memory <= 256 && hash.cost.passes <= 4 && hash.cost.lanes <= 2
        if isCheap { demand((try? hash.matches(bytes)) == false, "the library knows no such hash, or takes itself") }
    }

    /// A stream shows a reader's change as an event that says the same.
    private static func showStream(_ event: Committed) {
        guard case .profile(let user, let version) = event, (try? UserID(user.text)) != nil else { return }
        let fields = StreamText.profile(user, version: version).split(separator: "\n", omittingEmptySubsequences: false)
        demand(fields.count == 5 && fields[3...].allSatisfy(\.isEmpty), "a stream has another event")
        demand(fields[0] == "id: \(version)" && fields[1] == "event: profile", "a stream's event is another")
        guard fields[2].hasPrefix("data: ") else { return demand(false, "a stream's event has no data") }
        let data = JSONValue(parsing: Array(fields[2].dropFirst(6).utf8))?.object
        demand(data == ["user": .string(user.text), "version": .number(Double(version))], "a stream says otherwise")
    }

    /// Many sessions that end are told in several events.
    private static func single(_ event: Committed) -> [Committed] {
        guard case .sessionsEnded(let sessions, let user, let end) = event else { return [event] }
        return sessions.map { .sessionsEnded([$0], user: user, end) }
    }
}

extension Notification {
    fileprivate var events: [Committed] {
        guard case .events(let events) = content else { return [] }
        return events
    }
}
