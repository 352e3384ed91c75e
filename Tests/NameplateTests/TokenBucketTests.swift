import Nameplate
import Testing
import TestRandomness

struct TokenBucketTests {
    private let start = ContinuousClock.now

    @Test(arguments: [0.5, 1, 7, 10, 21, 100, 1000], [30, 400])
    func `no second has more than the rate, and all together nearly as many`(rate: Double, pause: Int) {
        var random = Seeded(7)
        var bucket = TokenBucket(rate: rate, at: start)
        var begun: [Duration] = []
        var time = Duration.zero
        while time < .seconds(20) {
            // Now and then nobody comes for a while, and it saves up.
            let longest = Int.random(in: 0..<20, using: &random) == 0 ? pause : 30
            time += .milliseconds(Int.random(in: 0...longest, using: &random))
            let count = bucket.take(Int.random(in: 1...64, using: &random), at: start + time)
            begun += Array(repeating: time, count: count)
        }
        let most = begun.indices.map { first in begun[first...].prefix { $0 < begun[first] + .seconds(1) }.count }.max()
        #expect(Double(most ?? 0) <= max(1, rate))
        // What comes in a pause beyond what it saves up is nobody's.
        #expect(Double(begun.count) >= rate * 20 * (pause == 30 ? 0.7 : 0.5))
    }

    @Test func `it says when to come back, and is right`() {
        var bucket = TokenBucket(rate: 100, at: start)
        #expect(bucket.take(64, at: start) == 5)
        #expect(bucket.take(1, at: start) == 0)
        let moment = bucket.moment(for: 4, at: start)
        #expect(moment > start + .milliseconds(41) && moment < start + .milliseconds(42))
        #expect(bucket.take(64, at: moment) == 4)
        // More than it can ever have is no reason to wait for ever.
        let all = bucket.moment(for: 5000, at: moment)
        #expect(bucket.take(5000, at: all) == 5)
    }

    @Test func `what did not begin is given back`() {
        var bucket = TokenBucket(rate: 100, at: start)
        #expect(bucket.take(10, at: start) == 5)
        bucket.giveBack(3)
        #expect(bucket.take(10, at: start) == 3)
        bucket.giveBack(500)
        #expect(bucket.take(500, at: start) == 5)
    }

    @Test func `a smaller share counts at once`() {
        var bucket = TokenBucket(rate: 100, at: start)
        bucket.change(rate: 50, at: start)
        #expect(bucket.take(64, at: start) == 2)
        #expect(bucket.take(64, at: start + .milliseconds(31)) == 2)
    }
}
