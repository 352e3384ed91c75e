import HTTPTypes
import Nameplate
import NameplateService
import NIOHTTP1
import Testing
import TestSupport
import Webhook

/// A second network of another kind, beside the first.
@Suite struct WebhookTests {
    private static let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    private static let next = "whsec_b3RoZXItc2VjcmV0LW9mLXRoZS10ZXN0cw=="

    @Test func `each change comes signed, with the profile as it is`() async throws {
        try await run { running, receiver in
            let browser = try await running.signedIn()
            let created = try await receiver.message { $0.user == "ada" }
            #expect(created.type == "profile.changed")
            #expect(created.version == 1)
            #expect(created.name == "Ada Lovelace")
            let answer = try await browser.call(.PATCH, "/profile", #"{"display_name":"Ada L.","bio":"First"}"#)
            let renamed = try await receiver.message { $0.user == "ada" }
            #expect(renamed.version == 2)
            #expect(renamed.name == "Ada L.")
            #expect(renamed.text("bio") == "First")
            #expect(renamed.id != created.id)
            #expect(answer.string("deliveries.1.network") == Receiver.name)
            #expect(answer.number("deliveries.1.status") == 204)
            // It has read what it was handed.
            #expect(answer.string("deliveries.1.state") == "confirmed")
            #expect(receiver.refusals == [])
        }
    }

    @Test func `an erased user is told as such, without anything of the profile`() async throws {
        try await run { running, receiver in
            try await running.create("ada", name: "Ada Lovelace")
            _ = try await running.backend.call(.DELETE, "/users/ada")
            let erased = try await receiver.message { $0.type == "profile.erased" }
            #expect(erased.version == 2)
            #expect(erased.name == "Deleted user")
            #expect(erased.event.object?["data"]?.object?.count == 3)
        }
    }

    @Test func `what failed comes again under the same id, with what is newest`() async throws {
        try await run { running, receiver in
            receiver.answer(with: .internalServerError)
            try await running.create("ada", name: "Ada Lovelace")
            let first = try await receiver.message { $0.user == "ada" }
            running.clock.advance(by: .seconds(2))
            let second = try await receiver.message { $0.user == "ada" }
            #expect(second.id == first.id)
            #expect(second.version == 1)
            _ = try await running.eventually("/users/ada") { $0.number("deliveries.1.acknowledged_version") == 1 }
        }
    }

    @Test func `while the secret changes, receivers with either believe it`() async throws {
        let old = try WebhookSecret(Self.secret)
        let new = try WebhookSecret(Self.next)
        for known in [old, new] {
            let receiver = try Receiver(secrets: [known])
            try await receiver.run {
                try await Running.run(webhooks: [try receiver.network(secrets: [new, old])]) { running in
                    try await running.create("ada", name: "Ada Lovelace")
                    #expect(try await receiver.message { $0.user == "ada" }.signatures == 2)
                    #expect(receiver.refusals == [])
                }
            }
        }
    }

    @Test func `a receiver that stands still keeps nothing from the other network, and gets the newest later`()
        async throws
    {
        let limits = [try NetworkName(Receiver.name): LaneLimits(concurrency: 2)]
        try await run { running, receiver in
            receiver.hold()
            let users = (0..<12).map { "reader-\($0)" }
            for user in users { try await running.create(user, name: "Reader") }
            for user in users {
                let renamed = try await running.backend.call(.PATCH, "/users/\(user)", #"{"display_name":"Renamed"}"#)
                #expect(renamed.status == 200)
            }
            for user in users { _ = try await running.networkUser(user) { $0.string("display_name") == "Renamed" } }
            let owed = try await running.backend.call(.GET, "/networks")
            #expect(owed.string("networks.1.name") == Receiver.name)
            #expect(owed.number("networks.1.owed") == 12)
            receiver.letGo()
            var newest: [String: Int] = [:]
            while newest.values.filter({ $0 == 2 }).count < users.count {
                let message = try await receiver.message { _ in true }
                let user = try #require(message.user)
                newest[user] = max(newest[user] ?? 0, try #require(message.version))
            }
            #expect(Set(newest.keys) == Set(users))
        } adjust: { settings in
            settings.pingWait = .zero
            settings.laneLimits = limits
        }
    }

    @Test func `a webhook takes no tokens and no pull URL`() async throws {
        try await run { running, _ in
            try await running.create("ada", name: "Ada Lovelace")
            let token = try await running.backend.call(.POST, "/users/ada/token?network=\(Receiver.name)")
            #expect(token.status == 409)
            #expect(token.string("type") == "no-comment-network")
            let url = #"{"url":"http://127.0.0.1/{id}"}"#
            let registered = try await running.backend.call(.PUT, "/networks/\(Receiver.name)/pull-url", url)
            #expect(registered.status == 409)
            let unknown = try await running.backend.call(.POST, "/users/ada/token?network=nowhere.example.com")
            #expect(unknown.status == 404)
        }
    }

    private func run(
        _ body: @escaping @Sendable (Running, Receiver) async throws -> Void,
        adjust: @escaping @Sendable (inout ServiceSettings) -> Void = { _ in }
    ) async throws {
        let receiver = try Receiver(secrets: [WebhookSecret(Self.secret)])
        try await receiver.run {
            try await Running.run(adjust: adjust, webhooks: [try receiver.network()]) { running in
                try await body(running, receiver)
            }
        }
    }
}
