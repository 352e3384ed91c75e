import HTTPTypes
import Nameplate
import Synchronization

/// Slows down guessing: by account and place together, by place, and by account for places that it never signed in
/// from, so that nobody can lock a reader out of a known place.
///
/// A try is counted before its password is hashed and taken back when it was right, so that tries at the same moment
/// can't slip by. A place is an IPv4 address or the /64 network of an IPv6 one, since one reader owns a whole /64.
final class LoginThrottle: Sendable {
    private struct Window {
        var tries = 0
        var since: Timestamp
    }

    private struct State {
        var windows: [String: Window] = [:]
        var known: Set<String> = []
    }

    /// One try, to be withdrawn or to stand as a failure.
    struct Attempt: Sendable {
        fileprivate let pair: String
        fileprivate let keys: [String]
    }

    private static let span = Duration.seconds(300)
    private static let perPair = 10
    private static let perPlace = 100
    private static let perAccount = 100
    /// Past this many entries all start anew: memory stays bounded under attack.
    private static let largest = 100_000

    private let state = Mutex(State())

    /// Counts a try.
    ///
    /// - Throws: 429 with the time to wait, where there were too many.
    func enter(user: String, address: String, at now: Timestamp) throws -> Attempt {
        let account = "account \((try? UserID(user))?.text ?? "")"
        let place = Self.place(of: address)
        let pair = "\(account) \(place)"
        let wait: Duration? = state.withLock { state in
            var limits = [(pair, Self.perPair), (place, Self.perPlace)]
            if !state.known.contains(pair) { limits.append((account, Self.perAccount)) }
            if let wait = Self.wait(limits, in: state, at: now) { return wait }
            if state.windows.count > Self.largest { state.windows = [:] }
            for key in [pair, place, account] {
                var window = state.windows[key] ?? Window(since: now)
                if now - window.since >= Self.span { window = Window(since: now) }
                window.tries += 1
                state.windows[key] = window
            }
            return nil
        }
        if let wait { throw Self.tooMany(wait.components.seconds + 1) }
        return Attempt(pair: pair, keys: [pair, place, account])
    }

    /// The password was right: the try doesn't count, and the place is known from now on.
    func succeeded(_ attempt: Attempt) {
        withdraw(attempt)
        state.withLock { state in
            if state.known.count > Self.largest { state.known = [] }
            state.known.insert(attempt.pair)
            state.windows[attempt.pair] = nil
        }
    }

    /// The password was never looked at: the try doesn't count.
    func withdraw(_ attempt: Attempt) {
        state.withLock { state in
            for key in attempt.keys { state.windows[key]?.tries -= 1 }
        }
    }

    private static func wait(_ limits: [(String, Int)], in state: State, at now: Timestamp) -> Duration? {
        limits.compactMap { key, limit in
            guard let window = state.windows[key], window.tries >= limit else { return nil }
            let rest = window.since + span - now
            return rest > .zero ? rest : nil
        }.max()
    }

    private static func place(of address: String) -> String {
        guard let bytes = IPAddress.bytes(of: address), bytes.count == 16 else { return "place \(address)" }
        return "place \(bytes[..<8])"
    }

    private static func tooMany(_ seconds: Int64) -> Problem {
        Problem(
            .tooManyRequests,
            "throttled",
            "Too many tries",
            detail: "Wait \(seconds) seconds.",
            headers: [.retryAfter: String(seconds)]
        )
    }
}
