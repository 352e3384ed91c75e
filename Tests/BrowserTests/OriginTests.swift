import TestSupport
import Testing

extension InBrowsers {
    /// Which pages may use the service, and what the others are told.
    @Suite struct OriginTests {
        @Test func `two hosts of one site work together`() async throws {
            let plan = Stage.Plan(siteHost: "www.example.localhost", serviceHost: "sso.example.localhost")
            try await Stage.run(plan) { stage, devices in
                let tab = try await stage.open(on: devices[0]) { $0.comments = true }
                try await tab.signIn()
                try await tab.untilShown("Ada Lovelace")
                try await tab.run("await nameplate.update({ display_name: 'Ada L.' })")
                try await tab.untilShown("Ada L.")
                try await tab.reload()
                try await tab.untilReady()
                try await tab.untilShown("Ada L.")
                #expect(try await tab.count("error") == 0)
            }
        }

        @Test func `a page of an origin that isn't listed is told so, in the console too`() async throws {
            var plan = Stage.Plan()
            plan.isListed = false
            try await Stage.run(plan) { stage, devices in
                let tab = try await stage.open(on: devices[0])
                try await tab.until("log.some(entry => entry.code === 'foreign-origin')")
                let said = try await tab.log().map(\.message)
                #expect(said.contains { $0.contains("ALLOWED_ORIGINS") }, "\(said)")
                let refusal = try await tab.run(
                    "return nameplate.login({ user: 'ada', password: 'open-sesame' }).catch(problem => problem.code)",
                    as: String.self
                )
                #expect(refusal == "foreign-origin")
            }
        }

        @Test func `a page of another site learns that the browser refused the cookie`() async throws {
            var plan = Stage.Plan(siteHost: "127.0.0.1")
            plan.isListed = true
            try await Stage.run(plan) { stage, devices in
                let tab = try await stage.open(on: devices[0])
                let refusal = try await tab.run(
                    "return nameplate.login({ user: 'ada', password: 'open-sesame' }).catch(problem => problem.code)",
                    as: String.self
                )
                #expect(refusal == "cookie-refused")
                try await tab.until("log.some(entry => entry.code === 'cookie-refused')")
                #expect(try await tab.holds("nameplate.session === null"))
                let said = try await tab.log().map(\.message)
                #expect(said.contains { $0.contains("subdomain") }, "\(said)")
            }
        }
    }
}
