import Nameplate

/// Epoch seconds for people, in UTC.
enum EpochText {
    /// Such as `2030-03-17 17:46:40 UTC`; a word for what lies outside of the years 1 to 9999.
    static func describe(_ seconds: Double) -> String {
        guard seconds > -62_135_596_800 else { return "a moment before the year 1" }
        guard seconds < 253_402_300_800 else { return "a moment after the year 9999" }
        let whole = Int(seconds.rounded(.down))
        let day = Int((Double(whole) / 86400).rounded(.down))
        let time = whole - day * 86400
        let parts = [time / 3600, time / 60 % 60, time % 60].map { CivilDate.padded($0, 2) }
        return "\(CivilDate(daysSince1970: day).text) \(parts.joined(separator: ":")) UTC"
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
}
