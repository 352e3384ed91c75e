import Synchronization

/// Where a store tells of its commits.
package final class CommitSink: Sendable {
    private let sink = Mutex<(@Sendable ([Committed]) -> Void)?>(nil)

    package init() {}

    package func set(_ sink: @escaping @Sendable ([Committed]) -> Void) {
        self.sink.withLock { $0 = sink }
    }

    package func tell(_ events: [Committed]) {
        guard !events.isEmpty, let sink = sink.withLock({ $0 }) else { return }
        sink(events)
    }
}
