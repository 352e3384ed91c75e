import Nameplate
import Synchronization

/// Slows down guessing: by account and address together, by address, and by account for addresses that it never
/// signed in from, so that nobody can lock a reader out of a known place.
final class LoginThrottle: Sendable {
    private struct Window {
        var failures = 0
        var since: Timestamp
    }

    private struct State {
        var windows: [String: Window] = [:]
        var known: Set<String> = []
    }

    private static let span = Duration.seconds(300)
    private static let perPair = 10
    private static let perAddress = 100
    private static let perAccount = 100
    /// Past this many entries all start anew: memory stays bounded under attack.
    private static let largest = 100_000

    private let state = Mutex(State())

    /// How long to wait before the next try, or nil to go on.
    func wait(user: String, address: String, at now: Timestamp) -> Duration? {
        state.withLock { state in
            let pair = Self.pair(user, address)
            var limits = [(pair, Self.perPair), ("address \(address)", Self.perAddress)]
            if !state.known.contains(pair) { limits.append(("account \(user)", Self.perAccount)) }
            return limits.compactMap { key, limit in
                guard let window = state.windows[key], window.failures >= limit else { return nil }
                let rest = window.since + Self.span - now
                return rest > .zero ? rest : nil
            }.max()
        }
    }

    func failed(user: String, address: String, at now: Timestamp) {
        state.withLock { state in
            if state.windows.count > Self.largest { state.windows = [:] }
            for key in [Self.pair(user, address), "address \(address)", "account \(user)"] {
                var window = state.windows[key] ?? Window(since: now)
                if now - window.since >= Self.span { window = Window(since: now) }
                window.failures += 1
                state.windows[key] = window
            }
        }
    }

    func succeeded(user: String, address: String) {
        state.withLock { state in
            if state.known.count > Self.largest { state.known = [] }
            let pair = Self.pair(user, address)
            state.known.insert(pair)
            state.windows[pair] = nil
        }
    }

    private static func pair(_ user: String, _ address: String) -> String { "\(user) \(address)" }
}
