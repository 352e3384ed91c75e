import Nameplate
import Outbound

/// Calls a running service as a site's backend does.
struct ServiceClient: Sendable {
    /// What the service said, when it was willing.
    struct Answer {
        let status: Int
        let body: [UInt8]

        var members: [String: JSONValue] { JSONValue(parsing: body)?.object ?? [:] }
    }

    let address: String
    private let apiKey: String
    private let outbound: OutboundClient

    init(address: String, apiKey: String) {
        self.address = address
        self.apiKey = apiKey
        outbound = OutboundClient(
            configuration: OutboundConfiguration(
                totalTimeout: .seconds(40),
                maximumBody: 8 * 1024 * 1024,
                userAgent: "nameplate/\(ProgramVersion.text)"
            )
        )
    }

    func shutdown() async { await outbound.shutdown() }

    /// Reads something; the statuses in `accepting` are refusals that mean something to the caller, and are answers.
    func get(_ path: String, accepting: Set<Int> = []) async throws -> Answer {
        try await call(.get, path, accepting: accepting)
    }

    func post(_ path: String, _ body: [UInt8]) async throws -> Answer { try await call(.post, path, body: body) }
    func put(_ path: String, _ body: [UInt8]) async throws -> Answer { try await call(.put, path, body: body) }
    func patch(_ path: String, _ body: [UInt8]) async throws -> Answer { try await call(.patch, path, body: body) }
    func delete(_ path: String) async throws { _ = try await call(.delete, path) }

    /// - Throws: ``Failure`` with what the service said, for any refusal that isn't accepted.
    private func call(
        _ method: OutboundRequest.Method,
        _ path: String,
        body: [UInt8]? = nil,
        accepting: Set<Int> = []
    ) async throws -> Answer {
        var request = OutboundRequest(
            method: method,
            url: address + path,
            headers: [.init("Authorization", "Bearer \(apiKey)"), .init("Accept", "application/json")],
            target: .configured
        )
        if let body {
            request.headers.append(.init("Content-Type", "application/json"))
            request.body = body
        }
        let response: OutboundResponse
        do {
            response = try await outbound.send(request)
        } catch {
            throw Failure(describe(error))
        }
        guard (200...299).contains(response.status) || accepting.contains(response.status) else {
            throw Failure(ServiceRefusal(status: response.status, body: response.body).description)
        }
        return Answer(status: response.status, body: response.body)
    }

    private func describe(_ error: OutboundError) -> String {
        switch error {
        case .refused:
            "Nothing answers at \(address). Is the service running there? --service, or NAMEPLATE_SERVICE, says where."
        case .unresolved: "The host of \(address) has no address."
        case .badURL, .unsupportedScheme: "'\(address)' is not an http or https address."
        case .connectTimeout, .timeout: "\(address) did not answer in time."
        case .tls: "\(address) has no certificate that proves who it is."
        case .badHeader: "The API key has a character that can't be sent."
        case .notHTTP: "What answers at \(address) does not speak HTTP."
        default: "The call to \(address) failed (\(error.code))."
        }
    }
}
