import Nameplate
import Synchronization

/// What a store told of its commits.
final class Feed: Sendable {
    private struct State {
        var told: [Committed] = []
        var waiting: [(condition: @Sendable ([Committed]) -> Bool, met: CheckedContinuation<Void, Never>)] = []
    }

    private let state = Mutex(State())

    init(of store: any Store) {
        store.onCommit { [self] events in
            let met = state.withLock { state in
                state.told += events
                let told = state.told
                let met = state.waiting.filter { $0.condition(told) }
                state.waiting.removeAll { $0.condition(told) }
                return met.map(\.met)
            }
            for waiter in met { waiter.resume() }
        }
    }

    var events: [Committed] { state.withLock(\.told) }

    /// What was told since the last call.
    func take() -> [Committed] {
        state.withLock { state in
            defer { state.told = [] }
            return state.told
        }
    }

    /// Returns when what was told since the last ``take()`` is as `condition` says.
    func until(_ condition: @escaping @Sendable ([Committed]) -> Bool) async {
        await withCheckedContinuation { continuation in
            let isMet = state.withLock { state in
                if condition(state.told) { return true }
                state.waiting.append((condition, continuation))
                return false
            }
            if isMet { continuation.resume() }
        }
    }
}
