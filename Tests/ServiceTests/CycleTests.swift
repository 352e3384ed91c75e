import Nameplate
import NIOHTTP1
import Testing
import TestSupport

/// Logout and login in the background: the secret changes, and nobody is ever signed out by it.
@Suite struct CycleTests {
    @Test func `a cycle replaces the cookie and hands over a fresh token`() async throws {
        try await Running.run { running in
            let browser = try await running.signedIn()
            let before = browser.currentCookie
            let answer = try await browser.call(.POST, "/auth/cycle")
            #expect(answer.status == 200)
            #expect(answer.string("user.id") == "ada")
            #expect(answer.string("token") != nil)
            #expect(browser.currentCookie != before)
            #expect(try await browser.call(.GET, "/auth/token").status == 200)
        }
    }

    @Test func `the old cookie leads to the very same new one`() async throws {
        try await Running.run { running in
            let browser = try await running.signedIn()
            let others = (0..<5).map { _ in browser.copy() }
            _ = try await browser.call(.POST, "/auth/cycle", "{}")
            for other in others {
                #expect(try await other.call(.POST, "/auth/cycle").status == 200)
                #expect(other.currentCookie == browser.currentCookie)
            }
        }
    }

    @Test func `tabs that cycle at the same moment end with one cookie`() async throws {
        try await Running.run { running in
            let browser = try await running.signedIn()
            let tabs = (0..<20).map { _ in browser.copy() }
            try await withThrowingTaskGroup(of: Int.self) { group in
                for tab in tabs { group.addTask { try await tab.call(.POST, "/auth/cycle").status } }
                for try await status in group { #expect(status == 200) }
            }
            #expect(Set(tabs.map(\.currentCookie)).count == 1)
            #expect(try await tabs[0].call(.GET, "/auth/token").status == 200)
        }
    }

    @Test func `the old cookie is refused 30 s after the new one was first used, and not before`() async throws {
        try await Running.run { running in
            let browser = try await running.signedIn()
            let old = browser.copy()
            _ = try await browser.call(.POST, "/auth/cycle")
            #expect(try await browser.call(.GET, "/auth/token").status == 200)
            running.clock.advance(by: .seconds(29))
            #expect(try await old.copy().call(.GET, "/auth/token").status == 200)
            running.clock.advance(by: .seconds(1))
            #expect(try await old.copy().call(.GET, "/auth/token").status == 401)
            #expect(try await old.copy().call(.POST, "/auth/cycle").status == 401)
            #expect(try await browser.call(.GET, "/auth/token").status == 200)
        }
    }

    @Test func `an answer that never arrived costs nothing an hour later`() async throws {
        try await Running.run { running in
            let browser = try await running.signedIn()
            let lost = browser.copy()
            _ = try await lost.call(.POST, "/auth/cycle")
            running.clock.advance(by: .seconds(3600))
            #expect(try await browser.call(.GET, "/auth/token").status == 200)
            #expect(try await browser.call(.POST, "/auth/cycle").status == 200)
            #expect(browser.currentCookie == lost.currentCookie)
        }
    }

    @Test func `after logout both cookies are refused, and a cycle revives nothing`() async throws {
        try await Running.run { running in
            let browser = try await running.signedIn()
            let old = browser.copy()
            _ = try await browser.call(.POST, "/auth/cycle")
            let new = browser.copy()
            #expect(try await browser.call(.POST, "/auth/logout").status == 204)
            #expect(browser.currentCookie == nil)
            for cookie in [old, new] {
                #expect(try await cookie.call(.POST, "/auth/cycle").status == 401)
                #expect(try await cookie.call(.GET, "/auth/token").status == 401)
            }
        }
    }

    @Test func `a cycle closes no stream and keeps the session's id`() async throws {
        try await Running.run { running in
            let browser = try await running.signedIn()
            let stream = try await EventStream.open(browser)
            #expect(try await stream.next()?.name == "hello")
            let before = try await browser.call(.GET, "/auth/sessions").string("sessions.0.id")
            _ = try await browser.call(.POST, "/auth/cycle")
            #expect(try await browser.call(.GET, "/auth/sessions").string("sessions.0.id") == before)
            _ = try await browser.call(.PATCH, "/profile", #"{"display_name":"Ada L."}"#)
            #expect(try await stream.next()?.name == "profile")
        }
    }

    @Test func `a page that takes itself for another user changes nothing`() async throws {
        try await Running.run { running in
            let browser = try await running.signedIn()
            let before = browser.currentCookie
            for (method, path, body) in [
                ("POST", "/auth/cycle", "{}"), ("PATCH", "/profile", #"{"display_name":"X"}"#),
                ("POST", "/auth/logout", "{}"),
            ] {
                let answer = try await browser.call(
                    .init(rawValue: method),
                    path,
                    body,
                    headers: [("Nameplate-User", "grace")]
                )
                #expect(answer.status == 409)
                #expect(answer.string("type") == "user-changed")
            }
            #expect(browser.currentCookie == before)
            #expect(try await browser.call(.GET, "/profile").number("profile.version") == 1)
        }
    }
}
