import Nameplate
import NameplateService
import NIOHTTP1
import Testing
import TestSupport

@Suite struct SignInTests {
    @Test func `a right password opens a session with a strict cookie`() async throws {
        try await Running.run { running in
            try await running.create("ada", name: "Ada Lovelace")
            let answer = try await running.browser().signIn()
            #expect(answer.status == 200)
            #expect(answer.string("user.id") == "ada")
            #expect(answer.string("user.display_name") == "Ada Lovelace")
            #expect(answer.number("user.version") == 1)
            #expect(answer.number("expires_in") == 3600)
            let expires = Double(running.clock.now.seconds + 14 * 86400)
            #expect(answer.number("session_expires") == expires)
            let cookie = try #require(answer.headers.first(name: "Set-Cookie"))
            let port = try #require(running.base.split(separator: ":").last)
            #expect(cookie.hasPrefix("nameplate-dev-\(port)="))
            for attribute in ["HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=\(30 * 86400)"] {
                #expect(cookie.contains(attribute))
            }
            #expect(answer.headers.first(name: "Cache-Control") == "no-store")
            #expect(answer.headers.first(name: "Clear-Site-Data") == nil)
        }
    }

    @Test func `behind https the cookie is the host's alone`() async throws {
        try await Running.run(adjust: { if let origin = Origin("https://sso.example.com") { $0.publicOrigin = origin } }
        ) {
            running in
            try await running.create("ada", name: "Ada")
            let answer = try await Browser(running.base, origin: "https://sso.example.com").signIn()
            let cookie = try #require(answer.headers.first(name: "Set-Cookie"))
            #expect(cookie.hasPrefix("__Host-nameplate="))
            #expect(cookie.contains("; Secure"))
        }
    }

    @Test func `a wrong password and an unknown user are told alike`() async throws {
        try await Running.run { running in
            try await running.create("ada", name: "Ada")
            let wrong = try await running.browser().signIn("ada", password: "wrong")
            let unknown = try await running.browser().signIn("nobody", password: "wrong")
            let impossible = try await running.browser().signIn("a b@c", password: "wrong")
            #expect(wrong.status == 401)
            #expect(wrong.text == unknown.text)
            #expect(wrong.text == impossible.text)
            #expect(wrong.headers.first(name: "Set-Cookie") == nil)
        }
    }

    @Test func `guessing is slowed down, and a known place is not locked out by it`() async throws {
        try await Running.run(adjust: { $0.trustedProxies = [AddressRange("127.0.0.0/8")].compactMap(\.self) }) {
            running in
            try await running.create("ada", name: "Ada")
            func signIn(from address: String, _ password: String) async throws -> Answer {
                try await running.browser().call(
                    .POST,
                    "/auth/login",
                    #"{"user":"ada","password":"\#(password)"}"#,
                    headers: [("X-Forwarded-For", address)]
                )
            }
            #expect(try await signIn(from: "192.0.2.1", "open-sesame").status == 200)
            for _ in 0..<10 { #expect(try await signIn(from: "192.0.2.66", "guess").status == 401) }
            let slowed = try await signIn(from: "192.0.2.66", "open-sesame")
            #expect(slowed.status == 429)
            #expect(slowed.headers.first(name: "Retry-After") != nil)
            #expect(try await signIn(from: "192.0.2.1", "open-sesame").status == 200)
            running.clock.advance(by: .seconds(301))
            #expect(try await signIn(from: "192.0.2.66", "open-sesame").status == 200)
        }
    }

    @Test func `tries at the same moment are counted one by one`() async throws {
        try await Running.run { running in
            try await running.create("ada", name: "Ada")
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 0..<20 {
                    group.addTask { try await running.browser().signIn("ada", password: "guess \(number)").status }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.filter { $0 == 401 }.count == 10)
            #expect(statuses.filter { $0 == 429 }.count == 10)
        }
    }

    @Test func `a new sign-in takes a new id, and the browser's old session ends`() async throws {
        try await Running.run { running in
            let browser = try await running.signedIn()
            let old = browser.copy()
            _ = try await browser.signIn()
            #expect(browser.currentCookie != old.currentCookie)
            #expect(try await old.call(.GET, "/auth/token").status == 401)
            #expect(try await browser.call(.GET, "/auth/token").status == 200)
        }
    }

    @Test func `a session ends when it is idle too long, and at its end however much it is used`() async throws {
        try await Running.run { running in
            let idle = try await running.signedIn()
            let used = running.browser()
            _ = try await used.signIn()
            for _ in 0..<2 {
                running.clock.advance(by: .seconds(13 * 86400))
                #expect(try await used.call(.GET, "/auth/token").status == 200)
            }
            #expect(try await idle.call(.GET, "/auth/token").status == 401)
            running.clock.advance(by: .seconds(3 * 86400))
            let last = try await used.call(.GET, "/auth/session")
            #expect(last.number("token_expires") ?? 0 <= last.number("session_expires") ?? 0)
            running.clock.advance(by: .seconds(86400))
            #expect(try await used.call(.GET, "/auth/session").text == #"{"user":null}"#)
        }
    }

    @Test func `a token never outlives its session`() async throws {
        try await Running.run(adjust: { $0.tokenLifetime = .seconds(86400 * 20) }) { running in
            try await running.create("ada", name: "Ada")
            let answer = try await running.browser().signIn()
            #expect(answer.number("token_expires") == answer.number("session_expires"))
        }
    }

    @Test func `signing out where nobody is signed in is fine here, and an error elsewhere`() async throws {
        try await Running.run { running in
            let browser = running.browser()
            let here = try await browser.call(.POST, "/auth/logout")
            #expect(here.status == 204)
            #expect(try await browser.call(.POST, "/auth/logout", #"{"scope":"elsewhere"}"#).status == 401)
            #expect(try await browser.call(.POST, "/auth/logout", #"{"scope":"moon"}"#).wrongFields == ["scope"])
            #expect(try await browser.call(.GET, "/auth/session").text == #"{"user":null}"#)
        }
    }

    @Test func `readers list and end their own sessions alone`() async throws {
        try await Running.run { running in
            let here = try await running.signedIn()
            let there = running.browser()
            _ = try await there.signIn()
            let grace = try await running.signedIn("grace", name: "Grace")
            let graces = try #require(try await grace.call(.GET, "/auth/sessions").string("sessions.0.id"))
            #expect(try await here.call(.DELETE, "/auth/sessions/\(graces)").status == 404)
            #expect(try await grace.call(.GET, "/auth/token").status == 200)
            guard case .array(let sessions)? = try await here.call(.GET, "/auth/sessions")["sessions"] else {
                Issue.record("no list")
                return
            }
            #expect(sessions.count == 2)
            let other = try #require(sessions.compactMap(\.object).first { $0["current"] == .bool(false) })
            let id = try #require(other["id"]?.string)
            #expect(try await here.call(.DELETE, "/auth/sessions/\(id)").status == 204)
            #expect(try await there.call(.GET, "/auth/token").status == 401)
            #expect(try await here.call(.GET, "/auth/token").status == 200)
        }
    }

    @Test(arguments: ["short", "password1", "aaaaaaaaaa", "ada-ada-ada"])
    func `a poor new password is refused`(password: String) async throws {
        try await Running.run { running in
            let browser = try await running.signedIn("ada-ada-ada", name: "Ada")
            let answer = try await browser.call(
                .PUT,
                "/profile/password",
                #"{"current":"open-sesame","new":"\#(password)"}"#
            )
            #expect(answer.wrongFields == ["new"])
            #expect(try await running.browser().signIn("ada-ada-ada").status == 200)
        }
    }

    @Test func `a new password needs the current one`() async throws {
        try await Running.run { running in
            let browser = try await running.signedIn()
            let answer = try await browser.call(
                .PUT,
                "/profile/password",
                #"{"current":"wrong","new":"a longer secret"}"#
            )
            #expect(answer.wrongFields == ["current"])
        }
    }
}
