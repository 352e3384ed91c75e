/// How long a network asks to be left alone, by its `Retry-After` (RFC 9110, 10.2.3).
package enum RetryAfter {
    /// No wish is honoured for longer.
    package static let longest = Duration.seconds(3600)

    /// Reads the header.
    ///
    /// - Parameters:
    ///   - text: The header's value.
    ///   - date: The answer's own `Date`: a date is counted from there, so that it doesn't matter whose clock is wrong.
    ///   - now: Our clock, where the answer has no date.
    /// - Returns: From nothing to ``longest``; nil for what is neither seconds nor a date.
    package static func span(_ text: String, date: String? = nil, now: Timestamp) -> Duration? {
        if !text.isEmpty, text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) {
            // More digits than a number holds are a long time too.
            return min(Int64(text).map { .seconds(min($0, 86_400)) } ?? longest, longest)
        }
        guard let moment = moment(text) else { return nil }
        return max(.zero, min(moment - (date.flatMap(Self.moment) ?? now), longest))
    }

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// `Sun, 06 Nov 1994 08:49:37 GMT`, the one form that is still written.
    private static func moment(_ text: String) -> Timestamp? {
        let parts = text.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 6, parts[0].count == 4, parts[5] == "GMT",
            let day = number(parts[1], digits: 2, in: 1...31),
            let month = months.firstIndex(of: String(parts[2])),
            let year = number(parts[3], digits: 4, in: 1970...9999)
        else { return nil }
        let time = parts[4].split(separator: ":", omittingEmptySubsequences: false)
        guard time.count == 3, let hour = number(time[0], digits: 2, in: 0...23),
            let minute = number(time[1], digits: 2, in: 0...59),
            let second = number(time[2], digits: 2, in: 0...60)
        else { return nil }
        return Timestamp(seconds: days(year, month + 1, day) * 86400 + hour * 3600 + minute * 60 + second)
    }

    private static func number(_ text: Substring, digits: Int, in range: ClosedRange<Int>) -> Int? {
        guard text.utf8.count == digits, text.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
        return Int(text).flatMap { range.contains($0) ? $0 : nil }
    }

    /// Days since 1970-01-01 in the Gregorian calendar; years are counted from March, so that the leap day is the last.
    private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let yearFromMarch = month <= 2 ? year - 1 : year
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let leapDays = yearFromMarch / 4 - yearFromMarch / 100 + yearFromMarch / 400
        return yearFromMarch * 365 + leapDays + dayOfYear - 719_468
    }
}
