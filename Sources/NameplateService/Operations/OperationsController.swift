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
    let sender: PingSender
    let clock: Clock
    let drain: Drain
    let version: String

    /// The process answers.
    @Sendable func health(_ request: Request, _ context: ServiceContext) -> Response {
        Response(
            status: .ok,
            headers: [.contentType: "text/plain; charset=utf-8"],
            body: .init(byteBuffer: ByteBuffer(string: "ok\n"))
        )
    }

    /// The store can be read and the service isn't stopping, so requests may come.
    @Sendable func ready(_ request: Request, _ context: ServiceContext) async throws -> Response {
        if drain.isUnderWay { throw Problem.stopping }
        do {
            try await store.check()
        } catch {
            context.logger.error("not ready", metadata: ["error": "\(logReason(error))"])
            throw Problem.unavailable()
        }
        return health(request, context)
    }

    /// Answers whatever state the store is in: that is when somebody looks.
    @Sendable func metrics(_ request: Request, _ context: ServiceContext) async -> Response {
        var text = MetricsText()
        metrics.write(to: &text)
        await writeGauges(to: &text)
        ProcessFigures().write(to: &text)
        return Response(
            status: .ok,
            headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
            body: .init(byteBuffer: ByteBuffer(string: text.text))
        )
    }

    private func writeGauges(to text: inout MetricsText) async {
        text.gauge("nameplate_build_info", "Always 1; the version runs.", [([("version", version)], 1)])
        text.gauge("nameplate_stopping", "1 while the service takes no new requests.", drain.isUnderWay ? 1 : 0)
        text.gauge("nameplate_streams_open", "Event streams that are open.", hub.count)
        text.gauge(
            "nameplate_store_current",
            "1 while all that any instance commits is heard of within a second.",
            store.isCurrent ? 1 : 0
        )
        let networks = try? await store.networks(at: clock())
        text.gauge("nameplate_store_up", "1 if the store could be read just now.", networks == nil ? 0 : 1)
        text.gauge(
            "nameplate_deliveries_owed",
            "Users of whom the network is to be pinged.",
            (networks ?? []).map { ([("network", $0.name.text)], $0.owed) }
        )
        writeLanes(networks ?? [], to: &text)
    }

    private func writeLanes(_ networks: [NetworkRecord], to text: inout MetricsText) {
        func gauge(_ name: String, _ help: String, _ value: (NetworkRecord) -> Int) {
            text.gauge(name, help, networks.map { ([("network", $0.name.text)], value($0)) })
        }
        let now = clock()
        gauge("nameplate_deliveries_oldest_owed_seconds", "For how long the oldest that is owed has been due.") {
            Int(max(0, $0.oldestOwedAt.map { (now - $0).milliseconds } ?? 0) / 1000)
        }
        gauge("nameplate_deliveries_unread", "Users whose change the network took and hasn't read yet.", \.unread)
        gauge("nameplate_deliveries_drifted", "Users whose change it hasn't read, though asked again.", \.drifted)
        gauge("nameplate_lane_paused", "1 while nothing is sent to the network.") { $0.pause == nil ? 0 : 1 }
        let lanes = networks.compactMap { network in sender.report(of: network.name).map { (network.name, $0) } }
        text.gauge(
            "nameplate_lane_breaker",
            "1 for the state that this instance's breaker is in.",
            lanes.flatMap { name, lane in
                LaneGate.Report.Breaker.allCases.map { state in
                    let labels = [(name: "network", value: name.text), (name: "state", value: state.rawValue)]
                    return (labels, lane.gate.breaker == state ? 1 : 0)
                }
            }
        )
        text.gauge(
            "nameplate_lane_sending",
            "Places of this instance's that are taken, by pings or by changes that may send one.",
            lanes.map { ([("network", $0.text)], $1.sending) }
        )
    }
}
