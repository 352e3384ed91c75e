import Nameplate

/// How long the stand-in takes where Livefyre took its time.
package struct Pace: Sendable, Equatable {
    /// From the ping to the pull.
    package let pull: ClosedRange<Duration>
    /// How old a collection's bootstrap document may get before it is made anew.
    package let bootstrap: ClosedRange<Duration>

    package init(pull: ClosedRange<Duration>, bootstrap: ClosedRange<Duration>) {
        self.pull = pull
        self.bootstrap = bootstrap
    }

    /// For demos: about a second, and 5 s for bootstrap.
    package static let fast = Pace(
        pull: .milliseconds(300)...(.seconds(1)),
        bootstrap: .seconds(5)...(.seconds(5))
    )

    /// As documented: 1 to 10 minutes, and 5 to 10 for bootstrap (livefyre-protocol.md 8).
    package static let realistic = Pace(
        pull: .seconds(60)...(.seconds(600)),
        bootstrap: .seconds(300)...(.seconds(600))
    )

    /// `fast` or `realistic`; nil for any other word.
    package init?(named name: String) {
        switch name {
        case "fast": self = .fast
        case "realistic": self = .realistic
        default: return nil
        }
    }

    /// The wait before one pull, from a uniformly random number from 0 to 1.
    package func pullDelay(_ fraction: Double) -> Duration { pull.point(fraction) }

    /// How old one document may get, from a uniformly random number from 0 to 1.
    package func bootstrapAge(_ fraction: Double) -> Duration { bootstrap.point(fraction) }
}

extension ClosedRange<Duration> {
    fileprivate func point(_ fraction: Double) -> Duration {
        let span = Double((upperBound - lowerBound).milliseconds)
        return lowerBound + .milliseconds(Int64(span * fraction))
    }
}

/// A uniformly random number from 0 up to 1.
func randomFraction(_ randomness: Randomness) -> Double {
    let bits = randomness(7).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return Double(bits >> 3) / Double(UInt64(1) << 53)
}
