/// How much one network is sent, where that is set for it alone; nil where the setting for all networks counts.
package struct LaneLimits: Sendable, Equatable {
    /// How many pings may be under way at once.
    package var concurrency: Int?
    /// How many pings a second, over all instances; 0 for as many as there are.
    package var rate: Double?

    package init(concurrency: Int? = nil, rate: Double? = nil) {
        self.concurrency = concurrency
        self.rate = rate
    }
}
