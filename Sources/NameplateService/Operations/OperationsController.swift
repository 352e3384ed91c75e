import HTTPTypes
import Hummingbird
import Logging
import Nameplate
import NIOCore

/// For whoever runs the service: is it up, is it able, what does it do.
struct OperationsController {
    let store: any Store
    let metrics: Metrics
    let hub: EventHub
    let clock: Clock

    /// The process answers.
    @Sendable func health(_ request: Request, _ context: ServiceContext) -> Response {
        Response(
            status: .ok,
            headers: [.contentType: "text/plain; charset=utf-8"],
            body: .init(byteBuffer: ByteBuffer(string: "ok\n"))
        )
    }

    /// The store can be read, so requests may come.
    @Sendable func ready(_ request: Request, _ context: ServiceContext) async throws -> Response {
        do {
            try await store.check()
        } catch {
            context.logger.error("not ready", metadata: ["error": "\(type(of: error))"])
            throw Problem.unavailable()
        }
        return health(request, context)
    }

    @Sendable func metrics(_ request: Request, _ context: ServiceContext) async throws -> Response {
        var gauges = [
            (name: "nameplate_streams_open", labels: "", value: hub.count),
            (name: "nameplate_store_current", labels: "", value: store.isCurrent ? 1 : 0),
        ]
        for network in try await store.networks(at: clock()) {
            gauges.append(("nameplate_deliveries_owed", "network=\"\(network.name)\"", network.owed))
        }
        return Response(
            status: .ok,
            headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
            body: .init(byteBuffer: ByteBuffer(string: metrics.text(gauges: gauges)))
        )
    }
}
