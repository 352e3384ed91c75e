/// A moment of the wall clock in whole milliseconds since 1970 (UTC).
///
/// It comes in as an argument; nothing here reads a clock.
package struct Timestamp: Hashable, Comparable, Sendable {
    package let milliseconds: Int64

    package init(milliseconds: Int64) { self.milliseconds = milliseconds }
    package init(seconds: Int) { milliseconds = Int64(seconds) * 1000 }

    /// Whole seconds since 1970, rounded down: the unit of every time in JSON and of a token's `expires`.
    package var seconds: Int { Int((Double(milliseconds) / 1000).rounded(.down)) }

    package static func < (left: Timestamp, right: Timestamp) -> Bool { left.milliseconds < right.milliseconds }

    package static func + (time: Timestamp, span: Duration) -> Timestamp {
        Timestamp(milliseconds: time.milliseconds + span.milliseconds)
    }

    package static func - (time: Timestamp, span: Duration) -> Timestamp {
        Timestamp(milliseconds: time.milliseconds - span.milliseconds)
    }

    package static func - (later: Timestamp, earlier: Timestamp) -> Duration {
        .milliseconds(later.milliseconds - earlier.milliseconds)
    }
}

extension Duration {
    /// Whole milliseconds, rounded towards zero.
    package var milliseconds: Int64 {
        components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
    }
}

/// Where the present moment comes from.
package typealias Clock = @Sendable () -> Timestamp
