import HTTPTypes
import Hummingbird
import Logging
import Nameplate
import Synchronization
import Testing
import TestSupport
import Webhook

/// A part of the site that follows names by a webhook, and believes only what is signed.
final class Receiver: Sendable {
    struct Message: Sendable {
        let id: String
        let signatures: Int
        let event: JSONValue

        func text(_ name: String) -> String? { event.object?["data"]?.object?[name]?.string }
        var user: String? { text("id") }
        var name: String? { text("display_name") }
        var version: Int? { event.object?["data"]?.object?["version"]?.number.map { Int($0) } }
        var type: String? { event.object?["type"]?.string }
    }

    private struct State {
        var statuses: [HTTPResponse.Status] = []
        var refusals: [WebhookRefusal] = []
        var isOpen = true
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    static let name = "search.example.com"

    /// Every good message, in the order in which they came.
    let messages: AsyncStream<Message>
    private let received: AsyncStream<Message>.Continuation
    private let state = Mutex(State())
    private let secrets: [WebhookSecret]
    private let port: Int

    init(secrets: [WebhookSecret]) throws {
        self.secrets = secrets
        port = try FreePort.find()
        (messages, received) = AsyncStream.makeStream()
    }

    /// What the receiver could not believe.
    var refusals: [WebhookRefusal] { state.withLock(\.refusals) }

    /// The answers to the next messages; 204 to all others.
    func answer(with statuses: HTTPResponse.Status...) { state.withLock { $0.statuses += statuses } }

    /// Lets every message wait for its answer.
    func hold() { state.withLock { $0.isOpen = false } }

    func letGo() {
        let waiting = state.withLock { state in
            defer { state.waiting = [] }
            state.isOpen = true
            return state.waiting
        }
        for waiter in waiting { waiter.resume() }
    }

    /// The network as the service knows it.
    func network(secrets: [WebhookSecret]? = nil) throws -> WebhookNetwork {
        try WebhookNetwork(
            name: NetworkName(Self.name),
            url: "http://127.0.0.1:\(port)/hook?from=nameplate",
            secrets: secrets ?? self.secrets
        )
    }

    /// The first message that fits.
    func message(where isRight: (Message) -> Bool) async throws -> Message {
        for await message in messages where isRight(message) { return message }
        throw CancellationError()
    }

    func run(_ body: () async throws -> Void) async throws {
        let server = Server { [self] onPort in
            let router = Router()
            router.post("/hook") { request, _ in try await self.take(request) }
            return [
                Application(
                    router: router,
                    configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: port)),
                    onServerRunning: { await onPort($0.localAddress?.port ?? 0) },
                    logger: Logger(label: "receiver", factory: { _ in SwiftLogNoOpLogHandler() })
                )
            ]
        }
        _ = try await server.start()
        let outcome: Result<Void, any Error>
        do {
            outcome = .success(try await body())
        } catch {
            outcome = .failure(error)
        }
        letGo()
        try await server.stop()
        try outcome.get()
    }

    private func take(_ request: Request) async throws -> Response {
        let body = Array(buffer: try await request.body.collect(upTo: 1 << 20))
        let header: (String) -> String? = { name in HTTPField.Name(name).flatMap { request.headers[$0] } }
        do {
            let now = TestClock().now.seconds
            let message = try WebhookMessage(header: header, body: body, secrets: secrets, now: now)
            await wait()
            let status = state.withLock { $0.statuses.isEmpty ? .noContent : $0.statuses.removeFirst() }
            received.yield(
                Message(
                    id: message.id,
                    signatures: header("webhook-signature")?.split(separator: " ").count ?? 0,
                    event: JSONValue(parsing: body) ?? .null
                )
            )
            return Response(status: status)
        } catch {
            state.withLock { $0.refusals.append(error) }
            // Who waits for a message has waited enough.
            received.finish()
            return Response(status: .unauthorized)
        }
    }

    private func wait() async {
        await withCheckedContinuation { waiter in
            let isOpen = state.withLock { state in
                if !state.isOpen { state.waiting.append(waiter) }
                return state.isOpen
            }
            if isOpen { waiter.resume() }
        }
    }
}
