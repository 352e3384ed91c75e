/// A day of the Gregorian calendar.
package struct CivilDate: Equatable, Sendable {
    package let year: Int
    package let month: Int
    package let day: Int

    /// The day that is so many days after 1970-01-01.
    ///
    /// Years are counted from March, so that the leap day is the last one.
    package init(daysSince1970 days: Int) {
        let sinceMarch0 = days + 719_468
        let era = (sinceMarch0 >= 0 ? sinceMarch0 : sinceMarch0 - 146_096) / 146_097
        let dayOfEra = sinceMarch0 - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    }

    /// Such as `2030-03-17`.
    package var text: String { "\(Self.padded(year, 4))-\(Self.padded(month, 2))-\(Self.padded(day, 2))" }

    package static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}

extension Timestamp {
    /// The moment as RFC 3339 has it, in UTC with milliseconds: `2030-03-17T17:46:40.000Z`.
    package var rfc3339: String {
        let day = Int((Double(seconds) / 86400).rounded(.down))
        let time = seconds - day * 86400
        let parts = [time / 3600, time / 60 % 60, time % 60].map { CivilDate.padded($0, 2) }
        let fraction = Int(milliseconds - Int64(seconds) * 1000)
        return "\(CivilDate(daysSince1970: day).text)T\(parts.joined(separator: ":")).\(CivilDate.padded(fraction, 3))Z"
    }
}
