import Nameplate
import Testing

struct CircuitBreakerTests {
    private let start = ContinuousClock.now

    @Test func `it opens at the fifth failure in a row`() {
        var breaker = CircuitBreaker()
        for _ in 1...4 { fail(&breaker) }
        breaker.succeed(asProbe: false, era: breaker.era)
        for _ in 1...4 { fail(&breaker) }
        #expect(breaker.position == .closed)
        fail(&breaker)
        #expect(breaker.position == .open(until: start + .seconds(1)))
    }

    @Test func `it opens when half of the last twenty failed, however they lie`() {
        var breaker = CircuitBreaker()
        for _ in 1...9 {
            fail(&breaker)
            breaker.succeed(asProbe: false, era: breaker.era)
        }
        breaker.succeed(asProbe: false, era: breaker.era)
        #expect(breaker.position == .closed)
        fail(&breaker)
        #expect(breaker.position == .open(until: start + .seconds(1)))
    }

    @Test func `a network that fails now and then is not left alone`() {
        var breaker = CircuitBreaker()
        for _ in 1...200 {
            fail(&breaker)
            for _ in 1...2 { breaker.succeed(asProbe: false, era: breaker.era) }
        }
        #expect(breaker.position == .closed)
    }

    @Test func `each failed probe doubles the time, up to a minute, and a good one forgets it`() {
        var breaker = opened()
        var now = start + .seconds(1)
        for span in [2, 4, 8, 16, 32, 60, 60] {
            breaker.advance(to: now)
            breaker.beginProbe()
            breaker.fail(asProbe: true, era: breaker.era, at: now, jitter: 1)
            #expect(breaker.position == .open(until: now + .seconds(span)))
            now = now + .seconds(span)
        }
        breaker.advance(to: now)
        breaker.beginProbe()
        breaker.succeed(asProbe: true, era: breaker.era)
        #expect(breaker.position == .closed)
        #expect(breaker.failures == 0)
        for _ in 1...5 { fail(&breaker) }
        #expect(breaker.position == .open(until: start + .seconds(1)))
    }

    @Test func `jitter shortens the time by up to half`() {
        var breaker = CircuitBreaker()
        for _ in 1...5 { breaker.fail(asProbe: false, era: breaker.era, at: start, jitter: 0) }
        #expect(breaker.position == .open(until: start + .milliseconds(500)))
    }

    @Test func `what was begun before it opened changes nothing afterwards`() {
        var breaker = CircuitBreaker()
        let before = breaker.era
        for _ in 1...5 { fail(&breaker) }
        for _ in 1...30 { breaker.fail(asProbe: false, era: before, at: start, jitter: 1) }
        breaker.succeed(asProbe: false, era: before)
        #expect(breaker.position == .open(until: start + .seconds(1)))
        breaker.advance(to: start + .seconds(1))
        breaker.succeed(asProbe: false, era: before)
        #expect(breaker.position == .halfOpen(isProbing: false))
        breaker.beginProbe()
        breaker.succeed(asProbe: true, era: breaker.era)
        for _ in 1...30 { breaker.fail(asProbe: false, era: before, at: start, jitter: 1) }
        #expect(breaker.position == .closed)
    }

    @Test func `the outcome of a probe of before decides nothing`() {
        var breaker = opened()
        breaker.advance(to: start + .seconds(1))
        breaker.beginProbe()
        let era = breaker.era
        breaker.open(until: start + .seconds(30))
        breaker.succeed(asProbe: true, era: era)
        #expect(breaker.position == .open(until: start + .seconds(30)))
        breaker.open(until: start + .seconds(20))
        #expect(breaker.position == .open(until: start + .seconds(30)))
    }

    private func fail(_ breaker: inout CircuitBreaker) {
        breaker.fail(asProbe: false, era: breaker.era, at: start, jitter: 1)
    }

    private func opened() -> CircuitBreaker {
        var breaker = CircuitBreaker()
        for _ in 1...5 { fail(&breaker) }
        return breaker
    }
}
