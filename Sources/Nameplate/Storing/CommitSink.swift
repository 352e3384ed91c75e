import Synchronization

/// Where a store tells of its commits.
package final class CommitSink: Sendable {
    /// A `Mutex` of a bare closure would wrap it once more at each locking, for ever; one of a structure doesn't.
    private struct State {
        var sink: (@Sendable ([Committed]) -> Void)?
    }

    private let state = Mutex(State())

    package init() {}

    package func set(_ sink: @escaping @Sendable ([Committed]) -> Void) {
        state.withLock { $0.sink = sink }
    }

    package func tell(_ events: [Committed]) {
        guard !events.isEmpty, let sink = state.withLock(\.sink) else { return }
        sink(events)
    }
}
