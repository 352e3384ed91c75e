import Nameplate
import Synchronization

/// What a store told of its commits.
final class Feed: Sendable {
    private let told = Mutex<[Committed]>([])

    init(of store: any Store) {
        store.onCommit { [self] events in told.withLock { $0 += events } }
    }

    var events: [Committed] { told.withLock { $0 } }

    /// What was told since the last call.
    func take() -> [Committed] {
        told.withLock { told in
            defer { told = [] }
            return told
        }
    }
}
