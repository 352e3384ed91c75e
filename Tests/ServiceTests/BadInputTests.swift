import Nameplate
import NameplateService
import NIOHTTP1
import Testing
import TestSupport

/// Bad input gets a status and a message of its own, and changes nothing.
@Suite struct BadInputTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let body: String
        let status: Int
        let field: String?
    }

    static let patches = [
        Case(
            testDescription: "51 characters",
            body: #"{"display_name":"\#(String(repeating: "x", count: 51))"}"#,
            status: 422,
            field: "display_name"
        ),
        Case(
            testDescription: "control character",
            body: #"{"display_name":"A\u0007da"}"#,
            status: 422,
            field: "display_name"
        ),
        Case(
            testDescription: "bidi override",
            body: #"{"display_name":"A\u202eda"}"#,
            status: 422,
            field: "display_name"
        ),
        Case(testDescription: "HTML entity", body: #"{"display_name":"A&amp;da"}"#, status: 422, field: "display_name"),
        Case(testDescription: "empty name", body: #"{"display_name":" "}"#, status: 422, field: "display_name"),
        Case(testDescription: "name unset", body: #"{"display_name":null}"#, status: 422, field: "display_name"),
        Case(
            testDescription: "3 websites",
            body: #"{"websites":["https://a.b","https://c.d","https://e.f"]}"#,
            status: 422,
            field: "websites"
        ),
        Case(
            testDescription: "script address",
            body: #"{"image_url":"javascript:alert(1)"}"#,
            status: 422,
            field: "image_url"
        ),
        Case(testDescription: "unknown member", body: #"{"display_nam":"A"}"#, status: 422, field: "display_nam"),
        Case(testDescription: "a tag of the backend's", body: #"{"tags":["vip"]}"#, status: 422, field: "tags"),
        Case(testDescription: "moderator", body: #"{"moderator":true}"#, status: 422, field: "moderator"),
        Case(testDescription: "a number for a name", body: #"{"display_name":7}"#, status: 422, field: "display_name"),
        Case(
            testDescription: "a string for a switch",
            body: #"{"gravatar_disabled":"true"}"#,
            status: 422,
            field: "gravatar_disabled"
        ),
        Case(
            testDescription: "often for flags",
            body: #"{"email_notifications":{"moderator_flags":"often"}}"#,
            status: 422,
            field: "email_notifications.moderator_flags"
        ),
        Case(testDescription: "broken JSON", body: #"{"display_name":"A"#, status: 400, field: nil),
        Case(testDescription: "an array", body: #"["display_name"]"#, status: 400, field: nil),
        Case(
            testDescription: "65 KiB",
            body: #"{"bio":"\#(String(repeating: "x", count: 65 * 1024))"}"#,
            status: 413,
            field: nil
        ),
    ]

    @Test(arguments: patches)
    func `a wrong patch changes nothing`(wrong: Case) async throws {
        try await Running.run { running in
            let browser = try await running.signedIn()
            let before = try await browser.call(.GET, "/profile").text
            let answer = try await browser.call(.PATCH, "/profile", wrong.body)
            #expect(answer.status == wrong.status)
            #expect(answer.headers.first(name: "Content-Type") == "application/problem+json")
            #expect(answer.wrongFields == (wrong.field.map { [$0] } ?? []))
            #expect(answer.number("status") == Double(wrong.status))
            #expect(try await browser.call(.GET, "/profile").text == before)
        }
    }

    @Test func `every wrong member is named at once`() async throws {
        try await Running.run { running in
            let browser = try await running.signedIn()
            let answer = try await browser.call(
                .PATCH,
                "/profile",
                #"{"display_name":"","bogus":1,"email":"a@b.c","bio":"fine"}"#
            )
            #expect(answer.wrongFields == ["bogus", "display_name", "email"])
        }
    }

    @Test func `who may call is decided by origin`() async throws {
        try await Running.run { running in
            let browser = try await running.signedIn()
            let cookie = try #require(browser.currentCookie)
            let rename = #"{"display_name":"Mallory"}"#
            let caller = Caller(base: running.base)
            func type(_ headers: [(String, String)]) async throws -> [String] {
                let answer = try await caller.call(.PATCH, "/profile", rename, headers: [("Cookie", cookie)] + headers)
                return [String(answer.status), answer.string("type") ?? ""]
            }
            #expect(try await type([]) == ["403", "missing-origin"])
            for origin in ["null", "https://evil.example", running.base + ".evil.example", running.base + "/"] {
                #expect(try await type([("Origin", origin)]) == ["403", "foreign-origin"])
            }
            let read = try await caller.call(
                .GET,
                "/auth/token",
                headers: [("Cookie", cookie), ("Sec-Fetch-Site", "cross-site")]
            )
            #expect(read.status == 403)
            #expect(read.string("type") == "cross-site")
            #expect(read.string("detail")?.contains("subdomain") == true)
            #expect(try await browser.call(.GET, "/profile").number("profile.version") == 1)
        }
    }

    @Test func `the loopback's other name is the same place`() async throws {
        try await Running.run { running in
            let browser = try await running.signedIn()
            let twin = running.base.replacing("127.0.0.1", with: "localhost")
            let page = Browser(running.base, origin: twin, cookie: browser.currentCookie)
            let answer = try await page.call(.PATCH, "/profile", #"{"display_name":"Ada L."}"#)
            #expect(answer.status == 200)
            #expect(answer.headers.first(name: "Access-Control-Allow-Origin") == twin)
            #expect(answer.headers.first(name: "Access-Control-Allow-Credentials") == "true")
            #expect(answer.headers.first(name: "Vary") == "Origin")
        }
    }

    @Test func `a preflight is answered for listed origins alone`() async throws {
        try await Running.run(adjust: { $0.allowedOrigins = Set([Origin("https://news.example")].compactMap(\.self)) })
        {
            running in
            let caller = Caller(base: running.base)
            let good = try await caller.call(
                .OPTIONS,
                "/profile",
                headers: [("Origin", "https://news.example"), ("Access-Control-Request-Method", "PATCH")]
            )
            #expect(good.status == 204)
            #expect(good.headers.first(name: "Access-Control-Allow-Headers")?.contains("nameplate-user") == true)
            #expect(good.headers.first(name: "Access-Control-Allow-Methods")?.contains("PATCH") == true)
            let bad = try await caller.call(.OPTIONS, "/profile", headers: [("Origin", "https://evil.example")])
            #expect(bad.status == 403)
            #expect(bad.headers.first(name: "Access-Control-Allow-Origin") == nil)
        }
    }

    @Test func `a wrong method and a wrong media type have answers of their own`() async throws {
        try await Running.run { running in
            let browser = try await running.signedIn()
            let method = try await browser.call(.PUT, "/profile", "{}")
            #expect(method.status == 405)
            #expect(method.headers.first(name: "Allow")?.contains("PATCH") == true)
            let form = try await browser.call(
                .PATCH,
                "/profile",
                "display_name=x",
                headers: [("Content-Type", "application/x-www-form-urlencoded")]
            )
            #expect(form.status == 415)
            let patch = try await browser.call(
                .PATCH,
                "/profile",
                #"{"bio":"x"}"#,
                headers: [("Content-Type", "application/merge-patch+json")]
            )
            #expect(patch.status == 200)
            #expect(try await browser.call(.GET, "/nowhere").status == 404)
        }
    }

    @Test func `a lost race is told, whatever the edit would do`() async throws {
        try await Running.run { running in
            let browser = try await running.signedIn()
            let stale = try await browser.call(
                .PATCH,
                "/profile",
                #"{"display_name":"Ada Lovelace"}"#,
                headers: [("If-Match", "\"7\"")]
            )
            #expect(stale.status == 412)
            #expect(stale.headers.first(name: "ETag") == "\"1\"")
            let broken = try await browser.call(.PATCH, "/profile", "{}", headers: [("If-Match", "soon")])
            #expect(broken.status == 400)
            for condition in ["\"1\"", "*"] {
                let answer = try await browser.call(
                    .PATCH,
                    "/profile",
                    #"{"bio":"\#(condition.count)"}"#,
                    headers: [("If-Match", condition)]
                )
                #expect(answer.status == 200)
            }
        }
    }

    @Test(arguments: ["system", "SYSTEM", "a b", "a@b", "ok%0A"])
    func `a bad id is refused`(id: String) async throws {
        try await Running.run { running in
            let path = "/users/" + id.replacing(" ", with: "%20")
            let answer = try await running.backend.call(.PUT, path, #"{"display_name":"X"}"#)
            #expect(answer.status == 422)
            #expect(answer.wrongFields == ["id"])
        }
    }
}
