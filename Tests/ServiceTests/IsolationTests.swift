import Nameplate
import NameplateService
import NIOHTTP1
import Testing
import TestSupport
import Webhook

/// A network that doesn't answer is nothing to the others.
@Suite struct IsolationTests {
    private static let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

    @Test func `while every ping of one network hangs, another gets all of its own`() async throws {
        let receiver = try Receiver(secrets: [WebhookSecret(Self.secret)])
        try await receiver.run {
            try await Running.run(adjust: { $0.pingWait = .zero }, webhooks: [try receiver.network()]) { running in
                try await running.setFaults(#"{"ping_delay_ms":600000}"#)
                // More than the hanging lane has places for, so that whatever is shared is used up.
                let users = (0..<80).map { "reader-\($0)" }
                for user in users { _ = try await running.put(user) }
                var missing = Set(users)
                while !missing.isEmpty {
                    let message = try await receiver.message { _ in true }
                    missing.remove(try #require(message.user))
                }
                for user in users { _ = try await running.rename(user, to: "Renamed") }
                missing = Set(users)
                while !missing.isEmpty {
                    let message = try await receiver.message { $0.name == "Renamed" }
                    missing.remove(try #require(message.user))
                }
                let log = try await running.timeline()
                #expect(log.contains { $0["step"]?.number == 1 })
                #expect(!log.contains { $0["step"]?.number == 2 })
                let networks = try await running.eventually("/networks") { $0.number("networks.1.owed") == 0 }
                #expect(networks.number("networks.0.owed") == 80)
                // Else the service would wait for them when it stops.
                try await running.sandboxServer.stop()
            }
        }
    }
}
