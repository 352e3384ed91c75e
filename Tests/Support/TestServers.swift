import Foundation
import Livefyre
import LivefyreSandbox
import Nameplate
import NameplateService
import NIOHTTP1
import Outbound
import Testing
import Webhook

/// Builds the two servers of a test, wired to each other as an operator would.
struct TestServers {
    let directory: URL
    let sandboxPort: Int
    let webhooks: [WebhookNetwork]
    let adjust: @Sendable (inout ServiceSettings) -> Void

    func run(pullURL: Bool, _ body: @escaping @Sendable (Running) async throws -> Void) async throws {
        let clock = TestClock()
        let log = LogRecorder()
        let outbound = OutboundClient(configuration: Sandbox.outboundConfiguration)
        let key = try NetworkKey(Running.networkKey)
        let sandbox = Server { [sandboxPort] onPort in
            let network = try LivefyreNetwork(name: "labs.fyre.co", key: key)
            let configuration = SandboxConfiguration(
                network: network,
                pace: Pace(pull: .zero...(.zero), bootstrap: .zero...(.zero)),
                port: sandboxPort,
                clock: { clock.now }
            )
            return Sandbox(configuration, outbound: outbound, logger: log.logger(), onServerRunning: onPort).services
        }
        let port = try await sandbox.start()
        let network = try LivefyreNetwork(
            name: "labs.fyre.co",
            key: key,
            serviceURL: "http://127.0.0.1:\(port)"
        )
        let keys = HeldKeys(key)
        let place = try await TestStore(in: directory, clock: clock)
        let service = try service(place.store, network, outbound, keys, clock, log)
        let servicePort = try await service.start()
        let running = Running(
            base: "http://127.0.0.1:\(servicePort)",
            sandbox: "http://127.0.0.1:\(port)",
            store: place.store,
            clock: clock,
            log: log,
            contents: place.contents,
            network: network,
            keys: keys,
            sandboxServer: sandbox,
            serviceServer: service
        )
        do {
            if pullURL { try await register(running) }
            try await body(running)
        } catch {
            try await stop(running, outbound)
            try await place.remove()
            throw error
        }
        try await stop(running, outbound)
        try await place.remove()
    }

    private func service(
        _ store: any Store,
        _ network: LivefyreNetwork,
        _ outbound: OutboundClient,
        _ keys: HeldKeys,
        _ clock: TestClock,
        _ log: LogRecorder
    ) throws -> Server {
        let port = try FreePort.find()
        var settings = ServiceSettings(
            publicOrigin: try #require(Origin("http://127.0.0.1:\(port)")),
            erasedName: try DisplayName("Deleted user")
        )
        settings.port = port
        settings.apiKeys = [Backend.key]
        // A machine that is busy with other tests must not turn a ping that was taken into one that is under way.
        settings.pingWait = .seconds(30)
        adjust(&settings)
        let webhooks = webhooks
        let networks = try #require(Networks(comments: [network], others: webhooks))
        return Server { [settings] onPort in
            let all = [network] as [any Network] + webhooks
            try await store.setNetworks(all.map { (name: $0.name, kind: $0.kind) }, at: clock.now)
            return ServiceApplication(
                settings: settings,
                store: store,
                networks: networks,
                readNetworks: { try keys.read(network, webhooks) },
                outbound: outbound,
                clock: { clock.now },
                logger: log.logger(),
                onServerRunning: onPort
            ).services
        }
    }

    private func register(_ running: Running) async throws {
        let answer = try await running.backend.call(
            .PUT,
            "/networks/labs.fyre.co/pull-url",
            #"{"url":"\#(running.base)/livefyre/profile/{id}"}"#
        )
        try #require(answer.status == 200, "\(answer.text)")
    }

    private func stop(_ running: Running, _ outbound: OutboundClient) async throws {
        try await running.serviceServer.stop()
        try await running.sandboxServer.stop()
        try await running.store.close()
        await outbound.shutdown()
    }
}
