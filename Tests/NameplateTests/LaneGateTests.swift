import Nameplate
import Testing
import TestRandomness

struct LaneGateTests {
    private let start = ContinuousClock.now

    @Test func `a lane that works fills all its places, and changes pass`() {
        var gate = LaneGate(at: start)
        #expect(gate.admit(32, at: start).count == 32)
        #expect(gate.admitChange(at: start) == true)
        #expect(gate.report(at: start).breaker == .closed)
        #expect(gate.report(at: start).reason == nil)
    }

    @Test func `five failures in a row close it to all, then one probe passes, then all`() {
        var gate = LaneGate(at: start)
        #expect(fail(&gate, 5, with: .unanswered("timeout")) == .opened)
        #expect(gate.admit(32, at: start).count == 0)
        #expect(gate.admitChange(at: start) == false)
        let report = gate.report(at: start)
        #expect(report.breaker == .open && report.reason == "timeout" && report.failures == 5)
        let end = start + .seconds(1)
        #expect(report.until == end)
        #expect(gate.opening(for: 16, at: start) == end)

        let probe = gate.admit(32, at: end)
        #expect(probe.count == 1 && probe.isProbe)
        #expect(gate.admit(32, at: end).count == 0)
        #expect(gate.admitChange(at: end) == false)
        #expect(gate.opening(for: 16, at: end) == nil)
        #expect(gate.report(at: end).breaker == .halfOpen)
        #expect(gate.note(.accepted, of: probe, at: end, jitter: 1) == .closed)
        #expect(gate.admit(32, at: end).count == 32)
        #expect(gate.admitChange(at: end) == true)
    }

    @Test func `a probe that fails opens it for twice as long`() {
        var gate = LaneGate(at: start)
        _ = fail(&gate, 5)
        let end = start + .seconds(1)
        let probe = gate.admit(32, at: end)
        #expect(gate.note(.failed(.unavailable), of: probe, at: end, jitter: 1) == .opened)
        #expect(gate.opening(for: 1, at: end) == end + .seconds(2))
    }

    @Test func `a probe for a reader whom nobody knows has been answered all the same`() {
        var gate = LaneGate(at: start)
        _ = fail(&gate, 5)
        let probe = gate.admit(32, at: start + .seconds(1))
        #expect(gate.note(.failed(.notFound), of: probe, at: start + .seconds(1), jitter: 1) == .closed)
    }

    @Test func `a probe that found nothing to send leaves its place to the next`() {
        var gate = LaneGate(at: start)
        _ = fail(&gate, 5)
        let end = start + .seconds(1)
        gate.giveBack(1, of: gate.admit(32, at: end))
        #expect(gate.admit(32, at: end).isProbe == true)
    }

    @Test func `readers whom nobody knows there open nothing, however many`() {
        var gate = LaneGate(at: start)
        #expect(fail(&gate, 100, with: .notFound) == nil)
        #expect(fail(&gate, 100, with: .unexpected) == nil)
        #expect(gate.admit(32, at: start).count == 32)
    }

    @Test func `a wrong key pauses the lane for five minutes, and is said once`() {
        var gate = LaneGate(at: start)
        let begun = gate.admit(32, at: start)
        #expect(note(&gate, .unauthorized, of: begun) == .paused(for: .seconds(300)))
        #expect(note(&gate, .unauthorized, of: begun) == nil)
        #expect(gate.admit(32, at: start + .seconds(299)).count == 0)
        #expect(gate.admitChange(at: start + .seconds(299)) == false)
        #expect(gate.opening(for: 16, at: start) == start + .seconds(300))
        let report = gate.report(at: start)
        #expect(report.isPaused && report.reason == "unauthorized" && report.until == start + .seconds(300))
        let probe = gate.admit(32, at: start + .seconds(300))
        #expect(probe.count == 1 && probe.isProbe)
        #expect(
            gate.note(.failed(.unauthorized), of: probe, at: start + .seconds(300), jitter: 1)
                == .paused(for: .seconds(300))
        )
    }

    @Test func `a new key ends the pause for the old one, and what that one still brings counts for nothing`() {
        var gate = LaneGate(at: start)
        let begun = gate.admit(32, at: start)
        #expect(note(&gate, .unauthorized, of: begun) == .paused(for: .seconds(300)))
        let isEnded = gate.changeKey()
        #expect(isEnded)
        #expect(note(&gate, .unauthorized, of: begun) == nil)
        let probe = gate.admit(32, at: start)
        #expect(probe.count == 1 && probe.isProbe)
        // The key changes once more while the probe is under way.
        let isEndedAgain = gate.changeKey()
        #expect(!isEndedAgain)
        #expect(note(&gate, .unauthorized, of: probe) == nil)
        let next = gate.admit(32, at: start)
        #expect(next.count == 1 && next.isProbe)
        #expect(gate.note(.accepted, of: next, at: start, jitter: 1) == .closed)
        #expect(gate.admit(32, at: start).count == 32)
    }

    @Test func `a new key ends no pause that a person wanted`() {
        var gate = LaneGate(at: start)
        gate.setPause(until: nil, reason: "unauthorized")
        let isEnded = gate.changeKey()
        #expect(!isEnded)
        #expect(gate.admit(32, at: start).count == 0)
    }

    @Test func `410 pauses until somebody resumes, and then one ping goes first`() {
        var gate = LaneGate(at: start)
        #expect(note(&gate, .gone, of: gate.admit(32, at: start)) == .paused(for: nil))
        let later = start + .seconds(86_400)
        #expect(gate.admit(32, at: later).count == 0)
        #expect(gate.opening(for: 16, at: later) == nil)
        let resumptions = [gate.resume(), gate.resume()]
        #expect(resumptions == [true, false])
        #expect(gate.admit(32, at: later).count == 1)
    }

    @Test func `a person's pause holds whatever the breaker does`() {
        var gate = LaneGate(at: start)
        let begun = gate.admit(32, at: start)
        gate.setPause(until: start + .seconds(60), reason: "they move house")
        #expect(gate.note(.accepted, of: begun, at: start, jitter: 1) == nil)
        #expect(gate.admit(32, at: start + .seconds(59)).count == 0)
        #expect(gate.report(at: start).reason == "they move house")
        #expect(gate.admit(32, at: start + .seconds(60)).count == 1)
    }

    @Test func `a network that asks for a rest gets it, at most an hour, and then a probe`() {
        var gate = LaneGate(at: start)
        let begun = gate.admit(32, at: start)
        #expect(gate.note(.failed(.throttled), asked: .seconds(30), of: begun, at: start, jitter: 1) == .opened)
        _ = gate.note(.failed(.throttled), asked: .seconds(10), of: begun, at: start, jitter: 1)
        #expect(gate.opening(for: 16, at: start) == start + .seconds(30))
        #expect(gate.report(at: start).reason == "throttled")
        #expect(gate.admit(32, at: start + .seconds(29)).count == 0)
        #expect(gate.admit(32, at: start + .seconds(30)).isProbe == true)
        _ = gate.note(.failed(.unavailable), asked: .seconds(86_400), of: begun, at: start, jitter: 1)
        #expect(gate.opening(for: 16, at: start) == start + .seconds(3600))
    }

    @Test func `a lane with a rate says when to come back for a good handful`() {
        var gate = LaneGate(rate: 200, at: start)
        #expect(gate.admit(32, at: start).count == 10)
        #expect(gate.admit(32, at: start).count == 0)
        #expect(gate.admitChange(at: start) == false)
        let next = gate.opening(for: 16, at: start) ?? start
        #expect(next > start + .milliseconds(52) && next < start + .milliseconds(53))
        #expect(gate.admit(32, at: next).count == 10)
    }

    @Test func `instances share the rate`() {
        var gate = LaneGate(rate: 160, at: start)
        gate.share(among: 4, at: start)
        #expect(gate.report(at: start).rate == 40)
        #expect(gate.admit(32, at: start).count == 2)
        gate.share(among: 0, at: start)
        #expect(gate.report(at: start).rate == 160)
    }

    @Test func `what a change reserved and did not use is given back`() {
        var gate = LaneGate(rate: 10, at: start)
        #expect(gate.admitChange(at: start) == true)
        #expect(gate.admitChange(at: start) == false)
        gate.giveBack(1, of: gate.ofChange)
        #expect(gate.admitChange(at: start) == true)
    }

    /// An outage in small steps of time, in which it is counted how often a network that is gone is asked.
    @Test(arguments: 1...20)
    func `an outage costs few pings, and afterwards everything is sent`(seed: UInt64) {
        var random = Seeded(seed)
        var gate = LaneGate(at: start)
        var owed = 5000
        var inVain = 0
        var time = Duration.zero
        let outage = Duration.seconds(10)...(.seconds(1000))
        while owed > 0, time < .seconds(2000) {
            let begun = gate.admit(min(32, owed), at: start + time)
            let isAway = outage.contains(time)
            for _ in 0..<begun.count {
                let verdict: PingVerdict = isAway ? .failed(.unanswered("timeout")) : .accepted
                if isAway { inVain += 1 } else { owed -= 1 }
                _ = gate.note(
                    verdict,
                    of: begun,
                    at: start + time,
                    jitter: .random(in: 0...1, using: &random)
                )
            }
            time += .milliseconds(Int.random(in: 50...500, using: &random))
        }
        #expect(owed == 0)
        #expect(inVain < 32 + 60)
        #expect(gate.report(at: start + time).breaker == .closed)
    }

    private func note(
        _ gate: inout LaneGate,
        _ fault: PingFault,
        of admission: LaneGate.Admission
    ) -> LaneGate.Turn? {
        gate.note(.failed(fault), of: admission, at: start, jitter: 1)
    }

    /// Returns the last turn.
    private func fail(_ gate: inout LaneGate, _ count: Int, with fault: PingFault = .unavailable) -> LaneGate.Turn? {
        var turn: LaneGate.Turn?
        for _ in 1...count { turn = gate.note(.failed(fault), of: gate.ofChange, at: start, jitter: 1) }
        return turn
    }
}
