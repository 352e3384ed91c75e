import Livefyre
import Nameplate

extension RemoteNetwork {
    /// 30 days, as in Livefyre's own fixtures.
    static let sessionTokenLifetime = 2_592_000

    /// The token that the network itself mints for a browser: it has no name, and looks like Python's JSON with a
    /// fraction of six digits (livefyre-protocol.md 9.3).
    nonisolated func sessionToken(for userID: String, at now: Timestamp) -> String {
        let expires = now + .seconds(Self.sessionTokenLifetime)
        // The clock tells milliseconds; the rest is made up, and keeps two tokens of one moment apart.
        let micros = (expires.milliseconds % 1000) * 1000 + Int64(randomFraction(configuration.randomness) * 1000)
        let fraction = String(String(1_000_000 + micros).dropFirst())
        let livefyre = livefyre
        let domain = livefyre.fullName
        let payload = #"{"domain": "\#(domain)", "expires": \#(expires.seconds).\#(fraction), "user_id": "\#(userID)"}"#
        return livefyre.sign(
            header: Array(#"{"alg": "HS256", "typ": "JWT"}"#.utf8),
            payload: Array(payload.utf8)
        )
    }
}
