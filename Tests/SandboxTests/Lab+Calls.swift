import Nameplate
import Outbound
import Testing

/// An answer as tests look at it.
struct Answer: Sendable {
    let status: Int
    let body: [UInt8]
    let header: @Sendable (String) -> String?

    var text: String { String(decoding: body, as: UTF8.self) }

    /// The body as JSON; fails the test when it isn't.
    var json: JSONValue {
        get throws { try #require(JSONValue(parsing: body), "not JSON: \(text)") }
    }
}

extension JSONValue {
    subscript(name: String) -> JSONValue? { object?[name] }
    var elements: [JSONValue] {
        guard case .array(let elements) = self else { return [] }
        return elements
    }
    var int: Int? { number.flatMap { Int(exactly: $0) } }
}

extension Lab {
    func get(_ path: String, headers: [(String, String)] = []) async throws -> Answer {
        try await send(.get, path, headers: headers)
    }

    func post(
        _ path: String,
        _ body: String = "",
        type: String? = "application/x-www-form-urlencoded",
        headers: [(String, String)] = []
    ) async throws -> Answer {
        // libcurl would name a type of its own where none is given.
        try await send(.post, path, headers: headers + [("Content-Type", type ?? "")], body: body)
    }

    private func send(
        _ method: OutboundRequest.Method,
        _ path: String,
        headers: [(String, String)],
        body: String = ""
    ) async throws -> Answer {
        let response = try await client.send(
            OutboundRequest(
                method: method,
                url: base + path,
                headers: headers.map { .init($0.0, $0.1) },
                body: Array(body.utf8),
                target: .configured
            )
        )
        return Answer(status: response.status, body: response.body, header: { response.header($0) })
    }

    @discardableResult
    func ping(_ user: String, token: String? = nil) async throws -> Answer {
        try await post("/api/v3.0/user/\(user)/refresh?lftoken=\(token ?? system)")
    }

    @discardableResult
    func register(_ template: String, token: String? = nil) async throws -> Answer {
        try await post("/", "actor_token=\(token ?? system)&pull_profile_url=\(escaped(template))")
    }

    func faults(_ members: String) async throws -> Answer {
        try await post("/studio/faults", members, type: "application/json")
    }

    func user(_ id: String) async throws -> JSONValue { try await get("/studio/users/\(id)").json }

    /// Sets a role by the network's own interface.
    @discardableResult
    func appoint(_ user: String, _ affiliation: String, scope: String = "domain_wide=1") async throws -> Answer {
        try await post(
            "/api/v1.1/private/management/user/\(user)@labs.fyre.co/role/?lftoken=\(system)",
            "affiliation=\(affiliation)&\(scope)"
        )
    }
}

/// `text` for a query or a form body.
func escaped(_ text: String) -> String {
    text.utf8.map { byte in
        Character(Unicode.Scalar(byte)).isLetter && byte < 128
            ? String(Character(Unicode.Scalar(byte)))
            : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }.joined()
}
