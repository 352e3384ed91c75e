import Foundation
import Nameplate
import NameplateService
import NIOHTTP1
import Testing
import TestSupport

@Suite struct OperationsTests {
    @Test func `health, readiness and metrics answer`() async throws {
        try await Running.run { running in
            let browser = try await running.signedIn()
            let stream = try await EventStream.open(browser)
            _ = try await stream.next()
            let caller = Caller(base: running.base)
            #expect(try await caller.call(.GET, "/health").text == "ok\n")
            #expect(try await caller.call(.GET, "/ready").status == 200)
            let metrics = try await caller.call(.GET, "/metrics").text
            #expect(metrics.contains("nameplate_streams_open 1\n"))
            #expect(metrics.contains(#"nameplate_logins_total{result="login"} 1"#))
            #expect(metrics.contains(#"nameplate_deliveries_owed{network="labs.fyre.co"}"#))
        }
    }

    @Test func `a closed store is not ready, and nothing lies about it`() async throws {
        try await Running.run { running in
            let browser = try await running.signedIn()
            try await running.store.close()
            #expect(try await Caller(base: running.base).call(.GET, "/ready").status == 503)
            let answer = try await browser.call(.PATCH, "/profile", #"{"display_name":"X"}"#)
            #expect(answer.status == 503)
            #expect(answer.headers.first(name: "Retry-After") != nil)
        }
    }

    @Test func `each answer has a request id and is not sniffed`() async throws {
        try await Running.run { running in
            let caller = Caller(base: running.base)
            for path in ["/health", "/auth/token", "/nowhere"] {
                let answer = try await caller.call(.GET, path)
                #expect(answer.headers.first(name: "X-Request-Id")?.isEmpty == false)
                #expect(answer.headers.first(name: "X-Content-Type-Options") == "nosniff")
                #expect(answer.headers.first(name: "Cache-Control") == "no-store")
            }
        }
    }
}
