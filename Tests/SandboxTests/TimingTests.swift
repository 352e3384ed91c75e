import Livefyre
import LivefyreSandbox
import Nameplate
import Testing

@Suite struct TimingTests {
    @Test(arguments: [0, 0.25, 0.5, 0.999, 1])
    func `a realistic pull comes 60 to 600 seconds after the ping`(fraction: Double) {
        let delay = Pace.realistic.pullDelay(fraction)
        #expect(delay >= .seconds(60) && delay <= .seconds(600))
    }

    @Test func `a realistic delay spreads over its whole range`() {
        #expect(Pace.realistic.pullDelay(0) == .seconds(60))
        #expect(Pace.realistic.pullDelay(0.5) == .seconds(330))
        #expect(Pace.realistic.pullDelay(1) == .seconds(600))
    }

    @Test(arguments: [0, 0.5, 1])
    func `a fast pull comes in about a second`(fraction: Double) {
        let delay = Pace.fast.pullDelay(fraction)
        #expect(delay >= .milliseconds(300) && delay <= .seconds(1))
    }

    @Test func `a bootstrap document lives 5 seconds, or 5 to 10 minutes`() {
        #expect(Pace.fast.bootstrapAge(0.7) == .seconds(5))
        #expect(Pace.realistic.bootstrapAge(0) == .seconds(300))
        #expect(Pace.realistic.bootstrapAge(1) == .seconds(600))
    }

    @Test func `a realistic sandbox says when it will pull, and has not pulled yet`() async throws {
        try await withLab(pace: .realistic) { lab async throws in
            try await lab.ping("ada")
            let queued = try await lab.entry { $0.step == 4 }
            let digits = queued.detail.filter(\.isNumber)
            #expect((60_000...600_000).contains(try #require(Int(digits))))
            #expect(lab.publisher.pulls.isEmpty)
        }
    }

    @Test func `a fast sandbox pulls in less than a second, and updates`() async throws {
        try await withLab(pace: .fast) { lab async throws in
            #expect(try await lab.pingAndSettle("ada").state == "updated")
            let queued = try await lab.entry { $0.step == 4 }
            #expect((300...1000).contains(try #require(Int(queued.detail.filter(\.isNumber)))))
        }
    }

    @Test func `the system token of a pull lives a day`() async throws {
        try await withLab { lab async throws in
            try await lab.pingAndSettle("ada")
            let token = try #require(lab.publisher.pulls.first?.token)
            let now = lab.clock.now.seconds
            #expect(try lab.network.verifySystemToken(token, now: now).expires == Double(now + 86_400))
        }
    }

    @Test func `a pace has one of two names`() {
        #expect(Pace(named: "fast") == .fast)
        #expect(Pace(named: "realistic") == .realistic)
        #expect(Pace(named: "slow") == nil)
    }
}
