import Nameplate
import Testing

struct TimestampTests {
    @Test(
        arguments: [
            (0, 0), (999, 0), (1000, 1), (-1, -1), (-1000, -1), (-1001, -2), (1_900_000_000_999, 1_900_000_000),
        ] as [(Int64, Int)]
    )
    func `seconds are rounded down`(milliseconds: Int64, seconds: Int) {
        #expect(Timestamp(milliseconds: milliseconds).seconds == seconds)
    }

    @Test func `moments and spans add up`() {
        #expect(moment(1) + .seconds(2) == moment(3))
        #expect(moment(3) - .milliseconds(2000) == moment(1))
        #expect(moment(3) - moment(1) == .seconds(2))
        #expect(moment(1) < moment(2))
        #expect(Duration.microseconds(-1_999).milliseconds == -1)
    }
}
