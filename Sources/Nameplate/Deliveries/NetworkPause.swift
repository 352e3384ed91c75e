/// Why and for how long nothing is sent to a network; what it is owed waits.
package struct NetworkPause: Sendable, Equatable {
    /// The longest reason, in characters.
    package static let longestReason = 200

    package let at: Timestamp
    /// When it ends by itself; nil for when somebody resumes the network.
    package let until: Timestamp?
    /// A word, or an operator's text.
    package let reason: String

    package init(at: Timestamp, until: Timestamp?, reason: String) {
        self.at = at
        self.until = until
        self.reason = reason
    }

    package func isInForce(at now: Timestamp) -> Bool { until.map { $0 > now } ?? true }
}
