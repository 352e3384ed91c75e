import Nameplate

/// How long something took, counted by limits from a millisecond to twenty minutes.
///
/// The limits are the same for every span of time here, so that one dashboard compares a rename with a request; those
/// beyond a minute are for what a network does in its own time.
struct Histogram: Sendable {
    /// In microseconds, and as Prometheus writes the seconds.
    static let limits: [(microseconds: Int64, text: String)] = [
        (1_000, "0.001"), (2_500, "0.0025"), (5_000, "0.005"), (10_000, "0.01"), (25_000, "0.025"), (50_000, "0.05"),
        (100_000, "0.1"), (250_000, "0.25"), (500_000, "0.5"), (1_000_000, "1"), (2_500_000, "2.5"),
        (5_000_000, "5"), (10_000_000, "10"), (30_000_000, "30"), (60_000_000, "60"), (300_000_000, "300"),
        (1_200_000_000, "1200"),
    ]

    /// How many were longer than the limit before and no longer than this one; the last are beyond all.
    private(set) var counts = [Int](repeating: 0, count: limits.count + 1)
    private(set) var microseconds: Int64 = 0

    /// A clock that was put back makes no negative time.
    mutating func observe(_ duration: Duration) {
        let length = max(0, duration.microseconds)
        counts[Self.limits.firstIndex { length <= $0.microseconds } ?? Self.limits.count] += 1
        microseconds += length
    }
}

extension Duration {
    var microseconds: Int64 { components.seconds * 1_000_000 + components.attoseconds / 1_000_000_000_000 }
}
