package import NIOHTTP1
import Synchronization

/// One browser: it keeps the service's cookie and says which page it is on.
package final class Browser: Sendable {
    package let base: String
    package let origin: String?
    private let cookie: Mutex<String?>

    package init(_ base: String, origin: String? = nil, cookie: String? = nil) {
        self.base = base
        self.origin = origin ?? base
        self.cookie = Mutex(cookie)
    }

    package var currentCookie: String? { cookie.withLock { $0 } }

    /// The same cookie in a browser of its own, as if it had been copied then.
    package func copy() -> Browser { Browser(base, origin: origin, cookie: currentCookie) }

    package func call(
        _ method: HTTPMethod,
        _ path: String,
        _ body: String? = nil,
        headers: [(String, String)] = []
    ) async throws -> Answer {
        let own = [origin.map { ("Origin", $0) }, currentCookie.map { ("Cookie", $0) }].compactMap(\.self)
        let answer = try await Caller(base: base).call(method, path, body, headers: own + headers)
        remember(answer.headers)
        return answer
    }

    package func signIn(_ user: String = "ada", password: String = "open-sesame") async throws -> Answer {
        try await call(.POST, "/auth/login", #"{"user":"\#(user)","password":"\#(password)"}"#)
    }

    private func remember(_ headers: HTTPHeaders) {
        for header in headers["Set-Cookie"] {
            let pair = header.prefix { $0 != ";" }
            let isCleared = header.contains("Max-Age=0;")
            cookie.withLock { $0 = isCleared ? nil : String(pair) }
        }
    }
}
