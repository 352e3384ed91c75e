import Nameplate
import Testing

struct RetryAfterTests {
    /// 2027-01-15 08:00:00 UTC, a Friday.
    private let now = moment(0)

    @Test(arguments: [("0", 0), ("7", 7), ("3600", 3600), ("3601", 3600), ("99999999999999999999999", 3600)])
    func `seconds are taken, up to an hour`(text: String, seconds: Int) {
        #expect(RetryAfter.span(text, now: now) == .seconds(seconds))
    }

    @Test(
        arguments: [
            ("Fri, 15 Jan 2027 08:00:30 GMT", 30), ("Fri, 15 Jan 2027 08:00:00 GMT", 0),
            ("Thu, 14 Jan 2027 08:00:00 GMT", 0), ("Fri, 15 Jan 2027 08:59:59 GMT", 3599),
            ("Tue, 01 Jan 2030 00:00:00 GMT", 3600),
        ]
    )
    func `a date is taken, from nothing to an hour`(text: String, seconds: Int) {
        #expect(RetryAfter.span(text, now: now) == .seconds(seconds))
    }

    @Test func `a date is counted from the answer's own, so no clock of ours counts`() {
        let span = RetryAfter.span(
            "Tue, 29 Feb 2000 00:00:10 GMT",
            date: "Mon, 28 Feb 2000 23:59:50 GMT",
            now: now
        )
        #expect(span == .seconds(20 + 0))
        let leap = RetryAfter.span(
            "Wed, 01 Mar 2000 00:00:10 GMT",
            date: "Tue, 29 Feb 2000 23:59:50 GMT",
            now: now
        )
        #expect(leap == .seconds(20))
    }

    @Test(
        arguments: [
            "", " ", "-1", "+5", "1.5", "soon", "Friday, 15-Jan-27 08:00:30 GMT", "Fri, 15 Jan 2027 08:00:30 UTC",
            "Fri, 15 Foo 2027 08:00:30 GMT", "Fri, 32 Jan 2027 08:00:30 GMT", "Fri, 15 Jan 2027 24:00:30 GMT",
            "Fri, 15 Jan 2027 8:00:30 GMT", "Fri,  15 Jan 2027 08:00:30 GMT", "Fri, ٣٤ Jan 2027 08:00:30 GMT",
        ]
    )
    func `anything else is no wish`(text: String) {
        #expect(RetryAfter.span(text, now: now) == nil)
    }
}
