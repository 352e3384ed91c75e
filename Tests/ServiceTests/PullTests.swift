import Livefyre
import Nameplate
import NIOHTTP1
import Testing
import TestSupport

/// The pull endpoint (livefyre-protocol.md, checklist 21 to 35).
@Suite struct PullTests {
    @Test func `a system token reads the committed profile, by path and by query`() async throws {
        try await Running.run { running in
            let browser = try await running.signedIn()
            _ = try await browser.call(
                .PATCH,
                "/profile",
                #"{"display_name":"Ada L.","email_notifications":{"replies":"often"},"gravatar_disabled":true}"#
            )
            let token = running.network.systemToken(now: running.clock.now.seconds)
            for path in ["/livefyre/profile/ada?lftoken=\(token)", "/livefyre/profile?id=ada&lftoken=\(token)"] {
                let answer = try await Caller(base: running.base).call(.GET, path)
                #expect(answer.status == 200)
                #expect(answer.headers.first(name: "Content-Type") == "application/json")
                #expect(answer.headers.first(name: "Cache-Control") == "no-store")
                #expect(answer.headers.first(name: "ETag") == "\"2\"")
                #expect(answer.string("id") == "ada")
                #expect(answer.string("display_name") == "Ada L.")
                #expect(answer["gravatar_disabled"] == .bool(true))
                #expect(answer["email_notifications"]?.object?.count == 5)
                #expect(answer.string("email_notifications.moderator_flags") == "never")
                #expect(answer["bio"] == nil)
            }
        }
    }

    @Test func `every bad token is 403 with an empty body, whether the user is there or not`() async throws {
        try await Running.run { running in
            try await running.create("ada", name: "Ada")
            let now = running.clock.now.seconds
            let other = try LivefyreNetwork(name: "other.fyre.co", key: try NetworkKey(Running.networkKey))
            let forged = try LivefyreNetwork(
                name: "labs.fyre.co",
                key: try NetworkKey("some-other-key-of-28-characters")
            )
            let tokens = [
                "", "abc", "a.b.c",
                running.network.systemToken(expiresIn: 1, now: now - 2),
                other.systemToken(now: now),
                forged.systemToken(now: now),
                try running.network.userAuthToken(userID: "ada", displayName: "system", expiresIn: 60, now: now),
            ]
            for token in tokens {
                for user in ["ada", "nobody"] {
                    let answer = try await running.pull(user, token: token)
                    #expect(answer.status == 403)
                    #expect(answer.body.isEmpty)
                }
            }
            let missing = try await Caller(base: running.base).call(.GET, "/livefyre/profile/ada")
            #expect(missing.status == 403)
            #expect(missing.body.isEmpty)
        }
    }

    @Test func `with a good token a missing id is 400 and an unknown one 404, both empty`() async throws {
        try await Running.run { running in
            let token = running.network.systemToken(now: running.clock.now.seconds)
            let caller = Caller(base: running.base)
            let missing = try await caller.call(.GET, "/livefyre/profile?lftoken=\(token)")
            #expect(missing.status == 400)
            let unknown = try await running.pull("nobody")
            #expect(unknown.status == 404)
            #expect(missing.body.isEmpty && unknown.body.isEmpty)
        }
    }

    @Test func `a pull sees each change at once`() async throws {
        try await Running.run { running in
            let browser = try await running.signedIn()
            for number in 1...50 {
                _ = try await browser.call(.PATCH, "/profile", #"{"display_name":"Ada \#(number)"}"#)
                #expect(try await running.pull("ada").string("display_name") == "Ada \(number)")
            }
        }
    }
}
