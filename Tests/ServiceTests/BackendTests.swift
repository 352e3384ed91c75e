import Livefyre
import Nameplate
import NameplateService
import NIOHTTP1
import Testing
import TestSupport

/// What a site's own backend does.
@Suite struct BackendTests {
    @Test func `a user is made, replaced whole, changed, shown and listed`() async throws {
        try await Running.run { running in
            let backend = running.backend
            let made = try await backend.call(
                .PUT,
                "/users/grace",
                #"{"display_name":"Grace","bio":"Navy","tags":["vip"]}"#
            )
            #expect(made.status == 201)
            #expect(made.number("profile.version") == 1)
            let replaced = try await backend.call(.PUT, "/users/grace", #"{"display_name":"Grace Hopper"}"#)
            #expect(replaced.status == 200)
            #expect(replaced["profile.bio"] == nil)
            let changed = try await backend.call(.PATCH, "/users/grace", #"{"moderator":true}"#)
            #expect(changed["profile.moderator"] == .bool(true))
            let shown = try await backend.call(.GET, "/users/grace")
            #expect(shown.headers.first(name: "ETag") == "\"3\"")
            #expect(shown.string("deliveries.0.network") == "labs.fyre.co")
            _ = try await backend.call(.PUT, "/users/alan", #"{"display_name":"Alan"}"#)
            let page = try await backend.call(.GET, "/users?limit=1")
            #expect(page.string("users.0.id") == "alan")
            #expect(page.string("next") == "alan")
            let next = try await backend.call(.GET, "/users?limit=1&after=alan")
            #expect(next.string("users.0.id") == "grace")
        }
    }

    @Test func `users are found by how an id or a name begins, in pages`() async throws {
        try await Running.run { running in
            let backend = running.backend
            for (user, name) in [
                ("u-1", "Grace Hopper"), ("grace", "G. Hopper"), ("u-2", "Alan 100%"), ("u-3", "Graham"),
            ] {
                try await running.create(user, name: name)
            }
            let page = try await backend.call(.GET, "/users?search=GRACE&limit=1")
            #expect(page.string("users.0.id") == "grace")
            #expect(page.string("next") == "grace")
            let next = try await backend.call(.GET, "/users?search=GRACE&limit=1&after=grace")
            #expect(next.string("users.0.id") == "u-1")
            #expect(try await backend.call(.GET, "/users?search=alan%20100%25").string("users.0.id") == "u-2")
            #expect(try await backend.call(.GET, "/users?search=hopper")["users"] == .array([]))
            for wrong in ["", "%20", "%00", "a%0Ab", String(repeating: "a", count: 256)] {
                #expect(try await backend.call(.GET, "/users?search=\(wrong)").wrongFields == ["search"], "\(wrong)")
            }
        }
    }

    @Test func `a whole user sent again is no change and signs nobody out`() async throws {
        try await Running.run { running in
            let browser = try await running.signedIn()
            let again = try await running.backend.call(
                .PUT,
                "/users/ada",
                #"{"display_name":"Ada Lovelace","password":"open-sesame"}"#
            )
            #expect(again.status == 200)
            #expect(again.number("profile.version") == 1)
            #expect(try await browser.call(.GET, "/auth/token").status == 200)
        }
    }

    @Test func `without the key nothing answers`() async throws {
        try await Running.run { running in
            let caller = Caller(base: running.base)
            #expect(try await caller.call(.GET, "/users").status == 401)
            let wrong = try await caller.call(.GET, "/users", headers: [("Authorization", "Bearer guess")])
            #expect(wrong.status == 401)
            let browser = try await running.signedIn()
            #expect(try await browser.call(.GET, "/users/ada").status == 401)
        }
    }

    @Test func `where no key is set the backend's calls are off`() async throws {
        try await Running.run(adjust: { $0.apiKeys = [] }, pullURL: false) { running in
            let answer = try await running.backend.call(.GET, "/users")
            #expect(answer.status == 403)
        }
    }

    @Test func `an erased user is gone here, and the network reads a deleted one`() async throws {
        try await Running.run { running in
            let browser = try await running.signedIn()
            _ = try await running.networkUser("ada") { $0.string("display_name") == "Ada Lovelace" }
            #expect(try await running.backend.call(.DELETE, "/users/ada").status == 204)
            #expect(try await browser.call(.GET, "/auth/session").text == #"{"user":null}"#)
            #expect(try await running.backend.call(.GET, "/users/ada").status == 404)
            let pull = try await running.pull("ada")
            #expect(pull.status == 200)
            #expect(pull.string("display_name") == "Deleted user")
            #expect(Set(pull.json.keys) == ["id", "display_name"])
            _ = try await running.networkUser("ada") { $0.string("display_name") == "Deleted user" }
            let again = try await running.backend.call(.PUT, "/users/ada", #"{"display_name":"Ada"}"#)
            #expect(again.status == 409)
            #expect(again.string("type") == "erased")
            #expect(try await running.browser().signIn().status == 401)
        }
    }

    @Test func `a site's own login opens a session by a code, once`() async throws {
        try await Running.run { running in
            let code = try await running.backend.call(
                .POST,
                "/users/grace/handoff",
                #"{"display_name":"Grace Hopper"}"#
            )
            #expect(code.status == 201)
            let body = #"{"code":"\#(try #require(code.string("code")))"}"#
            let browser = running.browser()
            let opened = try await browser.call(.POST, "/auth/handoff", body)
            #expect(opened.status == 200)
            #expect(opened.string("user.display_name") == "Grace Hopper")
            #expect(try await browser.call(.GET, "/auth/token").status == 200)
            #expect(try await running.browser().call(.POST, "/auth/handoff", body).status == 401)
            _ = try await running.networkUser("grace") { $0.string("display_name") == "Grace Hopper" }
        }
    }

    @Test func `a code lives for a minute`() async throws {
        try await Running.run { running in
            try await running.create("grace", name: "Grace")
            let code = try await running.backend.call(.POST, "/users/grace/handoff")
            running.clock.advance(by: .seconds(60))
            let body = #"{"code":"\#(try #require(code.string("code")))"}"#
            #expect(try await running.browser().call(.POST, "/auth/handoff", body).status == 401)
        }
    }

    @Test func `a disabled user gets neither a code nor a token`() async throws {
        try await Running.run { running in
            try await running.create("grace", name: "Grace")
            _ = try await running.backend.call(.PATCH, "/users/grace", #"{"disabled":true}"#)
            for call in ["handoff", "token"] {
                let answer = try await running.backend.call(.POST, "/users/grace/\(call)")
                #expect(answer.status == 409)
                #expect(answer.string("type") == "disabled")
            }
        }
    }

    @Test func `a code for nobody is refused`() async throws {
        try await Running.run { running in
            #expect(try await running.backend.call(.POST, "/users/nobody/handoff").status == 404)
            let nameless = try await running.backend.call(.POST, "/users/nobody/handoff", #"{"bio":"x"}"#)
            #expect(nameless.status == 422)
            #expect(nameless.wrongFields == ["display_name"])
        }
    }

    @Test func `a token is minted for as long as the backend says`() async throws {
        try await Running.run { running in
            try await running.create("grace", name: "Grace")
            let answer = try await running.backend.call(.POST, "/users/grace/token", #"{"expires_in":60}"#)
            #expect(answer.number("expires_in") == 60)
            let claims = try running.network.verify(
                try #require(answer.string("token")),
                now: running.clock.now.seconds
            )
            #expect(claims.userID == "grace")
            #expect(claims.expires == Double(running.clock.now.seconds + 60))
            for wrong in ["59", "86401", "60.5", #""60""#] {
                let refused = try await running.backend.call(
                    .POST,
                    "/users/grace/token",
                    #"{"expires_in":\#(wrong)}"#
                )
                #expect(refused.wrongFields == ["expires_in"])
            }
            #expect(try await running.backend.call(.POST, "/users/grace/token?network=other.fyre.co").status == 404)
        }
    }

    @Test func `a user's sessions are listed and ended`() async throws {
        try await Running.run { running in
            let browser = try await running.signedIn()
            let list = try await running.backend.call(.GET, "/users/ada/sessions")
            #expect(list.string("sessions.0.id") != nil)
            #expect(try await running.backend.call(.DELETE, "/users/ada/sessions").status == 204)
            #expect(try await browser.call(.GET, "/auth/token").status == 401)
            #expect(try await running.backend.call(.GET, "/users/nobody/sessions").status == 404)
        }
    }

    @Test func `what was sent can be sent again`() async throws {
        try await Running.run { running in
            try await running.create("grace", name: "Grace")
            _ = try await running.eventually("/users/grace") { $0.string("deliveries.0.state") == "confirmed" }
            let before = try await running.timeline().filter { $0["step"]?.number == 1 }.count
            let replayed = try await running.backend.call(.POST, "/deliveries/replay", #"{"user":"grace"}"#)
            #expect(replayed.status == 202)
            #expect(replayed.number("count") == 1)
            let timeline = try await running.timeline {
                $0["step"]?.number == 1 && $0["seq"]?.number ?? 0 > Double(before)
            }
            #expect(!timeline.isEmpty)
            _ = try await running.eventually("/users/grace") { $0.string("deliveries.0.state") == "confirmed" }
            #expect(try await running.timeline().filter { $0["step"]?.number == 1 }.count == before + 1)
            let both = try await running.backend.call(
                .POST,
                "/deliveries/replay",
                #"{"user":"grace","state":"discarded"}"#
            )
            #expect(both.status == 422)
            let list = try await running.backend.call(.GET, "/deliveries?state=confirmed")
            #expect(list.string("deliveries.0.user") == "grace")
            #expect(try await running.backend.call(.GET, "/deliveries?state=lost").wrongFields == ["state"])
        }
    }

    @Test func `a pull URL the network refuses is not kept`() async throws {
        try await Running.run { running in
            let path = "/networks/labs.fyre.co/pull-url"
            let before = try await running.backend.call(.GET, "/networks").string("networks.0.pull_url")
            for wrong in ["https://a.example/profile", "profiles/{id}"] {
                #expect(try await running.backend.call(.PUT, path, #"{"url":"\#(wrong)"}"#).wrongFields == ["url"])
            }
            try await running.sandboxServer.stop()
            let gone = try await running.backend.call(.PUT, path, #"{"url":"https://a.example/{id}"}"#)
            #expect(gone.status == 502)
            #expect(gone.string("detail")?.contains("refused") == true)
            #expect(try await running.backend.call(.GET, "/networks").string("networks.0.pull_url") == before)
            _ = try await running.sandboxServer.start()
        }
    }
}

extension Running {
    /// Reads a profile as the network does.
    func pull(_ id: String, token: String? = nil) async throws -> Answer {
        let token = token ?? network.systemToken(now: clock.now.seconds)
        return try await Caller(base: base).call(.GET, "/livefyre/profile/\(id)?lftoken=\(token)")
    }
}
