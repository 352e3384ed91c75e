import AsyncHTTPClient
import Nameplate
import NIOCore
import NIOHTTP1
import Synchronization

/// One browser: it keeps the service's cookie and says which page it is on.
final class Browser: Sendable {
    let base: String
    let origin: String?
    private let cookie: Mutex<String?>

    init(_ base: String, origin: String? = nil, cookie: String? = nil) {
        self.base = base
        self.origin = origin ?? base
        self.cookie = Mutex(cookie)
    }

    var currentCookie: String? { cookie.withLock { $0 } }

    /// The same cookie in a browser of its own, as if it had been copied then.
    func copy() -> Browser { Browser(base, origin: origin, cookie: currentCookie) }

    func call(
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

    func signIn(_ user: String = "ada", password: String = "open-sesame") async throws -> Answer {
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

/// The site's backend: it has the API key and no cookie.
struct Backend {
    static let key = "an-api-key-for-tests-0123456789abcdef"
    let base: String

    func call(
        _ method: HTTPMethod,
        _ path: String,
        _ body: String? = nil,
        headers: [(String, String)] = []
    ) async throws -> Answer {
        try await Caller(base: base).call(
            method,
            path,
            body,
            headers: [("Authorization", "Bearer \(Self.key)")] + headers
        )
    }
}

/// Sends just what it is told.
struct Caller {
    let base: String

    func call(
        _ method: HTTPMethod,
        _ path: String,
        _ body: String? = nil,
        headers: [(String, String)] = []
    ) async throws -> Answer {
        var request = HTTPClientRequest(url: base + path)
        request.method = method
        if let body {
            request.headers.add(name: "Content-Type", value: "application/json")
            request.body = .bytes(Array(body.utf8))
        }
        for (name, value) in headers { request.headers.replaceOrAdd(name: name, value: value) }
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(30))
        let bytes = try await response.body.collect(upTo: 8 << 20)
        return Answer(
            status: Int(response.status.code),
            headers: response.headers,
            body: Array(bytes.readableBytesView)
        )
    }
}
