import Nameplate
import Testing

struct RetryPolicyTests {
    private let policy = RetryPolicy()

    @Test(arguments: [(1, 1), (2, 2), (3, 4), (4, 8), (10, 512), (11, 900), (12, 900), (1_000_000, 900)])
    func `the longest wait doubles up to a quarter of an hour`(attempts: Int, seconds: Int) {
        let next = policy.next(attempts: attempts, wantedAt: moment(0), now: moment(10), jitter: 1)
        #expect(next == moment(10 + seconds))
    }

    @Test func `the wait is anywhere from 50 ms to its longest`() {
        let soonest = policy.next(attempts: 9, wantedAt: moment(0), now: moment(0), jitter: 0)
        #expect(soonest == moment(0) + .milliseconds(50))
        #expect(policy.next(attempts: 9, wantedAt: moment(0), now: moment(0), jitter: 0.5) == moment(128))
    }

    @Test func `what the network asks for is honoured, up to an hour`() {
        func next(asked: Duration) -> Timestamp? {
            policy.next(attempts: 1, wantedAt: moment(0), now: moment(0), jitter: 1, asked: asked)
        }
        #expect(next(asked: .seconds(120)) == moment(120))
        #expect(next(asked: .seconds(86_400)) == moment(3600))
        #expect(next(asked: .milliseconds(1)) == moment(1))
        #expect(next(asked: .seconds(-5)) == moment(1))
    }

    @Test func `after three days there is no next try`() {
        let last = moment(3 * 86_400) - .milliseconds(1)
        #expect(policy.next(attempts: 300, wantedAt: moment(0), now: last, jitter: 0) != nil)
        #expect(policy.next(attempts: 300, wantedAt: moment(0), now: moment(3 * 86_400), jitter: 0) == nil)
    }

    @Test func `however old, nothing is given up before it was tried twelve times`() {
        let late = moment(4 * 86_400)
        #expect(policy.next(attempts: 1, wantedAt: moment(0), now: late, jitter: 1) == late + .seconds(1))
        #expect(policy.next(attempts: 11, wantedAt: moment(0), now: late, jitter: 1) != nil)
        #expect(policy.next(attempts: 12, wantedAt: moment(0), now: late, jitter: 1) == nil)
    }

    @Test func `a failure that is the whole network's never gives up`() {
        let late = moment(30 * 86_400)
        let next = policy.next(attempts: 500, wantedAt: moment(0), now: late, jitter: 1, mayDiscard: false)
        #expect(next == late + .seconds(900))
    }

    @Test func `a clock that went back still gives a moment to come`() {
        let next = policy.next(attempts: 1, wantedAt: moment(100), now: moment(0), jitter: 1)
        #expect(next == moment(1))
    }
}
