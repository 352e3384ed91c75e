package import NIOHTTP1

/// The site's backend: it has the API key and no cookie.
package struct Backend {
    package static let key = "an-api-key-for-tests-0123456789abcdef"
    let base: String

    package init(base: String) { self.base = base }

    package func call(
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
