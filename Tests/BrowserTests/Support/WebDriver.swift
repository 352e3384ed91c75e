import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1

/// The W3C WebDriver protocol: JSON over HTTP.
struct WebDriver: Sendable {
    let base: String

    @discardableResult
    func call<Value: Decodable>(
        _ method: HTTPMethod,
        _ path: String,
        _ body: some Encodable = Nothing(),
        as type: Value.Type = Ignored.self
    ) async throws -> Value {
        var request = HTTPClientRequest(url: base + path)
        request.method = method
        if method == .POST {
            request.headers.add(name: "Content-Type", value: "application/json; charset=utf-8")
            request.body = .bytes(try JSONEncoder().encode(body))
        }
        let response = try await Self.client.execute(request, timeout: .seconds(120))
        let data = Data(try await response.body.collect(upTo: 64 << 20).readableBytesView)
        guard response.status == .ok else { throw try JSONDecoder().decode(Reply<Refusal>.self, from: data).value }
        return try JSONDecoder().decode(Reply<Value>.self, from: data).value
    }

    /// Returns once the driver listens.
    func untilListening() async throws {
        // The shared client tries to connect until it succeeds.
        _ = try await HTTPClient.shared.execute(HTTPClientRequest(url: base + "/status"), timeout: .seconds(30))
    }

    /// A driver that is gone is said at once.
    private static let client = {
        var configuration = HTTPClient.Configuration()
        configuration.connectionPool.retryConnectionEstablishment = false
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }()

    private struct Reply<Value: Decodable>: Decodable {
        let value: Value
    }

    /// Takes any JSON.
    struct Ignored: Decodable, Sendable {
        init(from decoder: any Decoder) {}
    }

    /// What the driver couldn't do, or what a script threw.
    struct Refusal: Error, Decodable, Sendable, CustomStringConvertible {
        let error: String
        let message: String

        var description: String { "\(error): \(message)" }
    }
}
