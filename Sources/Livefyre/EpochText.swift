/// Epoch seconds for people, in UTC.
enum EpochText {
    /// Such as `2030-03-17 17:46:40 UTC`; a word for what lies outside of the years 1 to 9999.
    static func describe(_ seconds: Double) -> String {
        guard seconds > -62_135_596_800 else { return "a moment before the year 1" }
        guard seconds < 253_402_300_800 else { return "a moment after the year 9999" }
        let whole = Int(seconds.rounded(.down))
        let day = Int((Double(whole) / 86400).rounded(.down))
        let time = whole - day * 86400
        let date = civil(day)
        return "\(padded(date.year, 4))-\(padded(date.month, 2))-\(padded(date.day, 2)) "
            + "\(padded(time / 3600, 2)):\(padded(time / 60 % 60, 2)):\(padded(time % 60, 2)) UTC"
    }

    /// A span for people, in its largest fitting unit, such as `3 days`.
    static func span(_ seconds: Double) -> String {
        let units = [("year", 31_557_600.0), ("day", 86400), ("hour", 3600), ("minute", 60)]
        guard let (unit, length) = units.first(where: { seconds >= 2 * $0.1 }) else {
            return "\(Int(seconds)) second\(Int(seconds) == 1 ? "" : "s")"
        }
        guard seconds / length < 1_000_000 else { return "millions of \(unit)s" }
        return "\(Int(seconds / length)) \(unit)s"
    }

    /// The date that is `day` days after 1970-01-01, in the Gregorian calendar.
    ///
    /// Years are counted from March, so that the leap day is the last one.
    private static func civil(_ day: Int) -> (year: Int, month: Int, day: Int) {
        let sinceMarch0 = day + 719_468
        let era = (sinceMarch0 >= 0 ? sinceMarch0 : sinceMarch0 - 146_096) / 146_097
        let dayOfEra = sinceMarch0 - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        return (
            yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        )
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
