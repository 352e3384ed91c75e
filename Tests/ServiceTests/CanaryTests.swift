import Foundation
import Livefyre
import Nameplate
import NIOHTTP1
import Testing
import TestSupport

/// Secrets leave by the one door that is theirs.
@Suite struct CanaryTests {
    @Test func `no secret is in a log, a metric, an error or the database`() async throws {
        try await Running.run { running in
            let password = "canary-password-7f3a"
            _ = try await running.backend.call(
                .PUT,
                "/users/ada",
                #"{"display_name":"Ada","password":"\#(password)"}"#
            )
            let browser = running.browser()
            _ = try await browser.signIn("ada", password: password)
            let secret = try #require(browser.currentCookie?.split(separator: ".").last.map(String.init))
            _ = try await browser.call(.POST, "/auth/cycle")
            let renewed = try #require(browser.currentCookie?.split(separator: ".").last.map(String.init))
            let lftoken = running.network.systemToken(now: running.clock.now.seconds)
            let code = try #require(try await running.backend.call(.POST, "/users/ada/handoff").string("code"))
            var said = try await errors(running, browser: browser, password: password, lftoken: lftoken, code: code)
            _ = try await browser.call(.PATCH, "/profile", #"{"display_name":"Ada L."}"#)
            _ = try await running.networkUser("ada") { $0.string("display_name") == "Ada L." }
            said += try await Caller(base: running.base).call(.GET, "/metrics").text
            said += running.log.lines.joined(separator: "\n")
            said += try await running.contents()
            let signature = try #require(lftoken.split(separator: ".").last.map(String.init))
            let canaries = [
                "password": password, "secret": secret, "renewed secret": renewed, "lftoken": signature, "code": code,
                "network key": Running.networkKey, "API key": Backend.key,
            ]
            for (name, canary) in canaries {
                let place = said.firstRange(of: canary)?.lowerBound
                #expect(place == nil, "the \(name), after: \(said[..<(place ?? said.startIndex)].suffix(300))")
            }
        }
    }

    /// Calls that fail with each secret in hand; returns what was answered.
    private func errors(
        _ running: Running,
        browser: Browser,
        password: String,
        lftoken: String,
        code: String
    ) async throws -> String {
        let caller = Caller(base: running.base)
        let answers = [
            try await running.browser().signIn("ada", password: password + "x"),
            try await running.browser().signIn(password, password: password),
            try await browser.call(.POST, "/auth/login", #"{"user":"ada","password":"\#(password)","#),
            try await browser.call(
                .PUT,
                "/profile/password",
                #"{"current":"\#(password)","new":"\#(password.prefix(3))"}"#
            ),
            try await caller.call(.GET, "/livefyre/profile/nobody?lftoken=\(lftoken)"),
            try await caller.call(.POST, "/livefyre/profile/ada?lftoken=\(lftoken)"),
            try await caller.call(.GET, "/nowhere?lftoken=\(lftoken)"),
            try await browser.call(.POST, "/auth/handoff", #"{"code":"\#(code)","more":1}"#),
            try await caller.call(.GET, "/users", headers: [("Authorization", "Basic \(Backend.key)")]),
        ]
        for answer in answers { #expect(answer.status >= 400) }
        return answers.map(\.text).joined(separator: "\n")
    }
}
