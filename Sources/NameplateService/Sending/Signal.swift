import Synchronization

/// Wakes the one task that waits for it; a raise that comes first is not lost.
final class Signal: Sendable {
    private struct State {
        var isRaised = false
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    func raise() {
        let waiter = state.withLock { state in
            defer { state.waiter = nil }
            if state.waiter == nil { state.isRaised = true }
            return state.waiter
        }
        waiter?.resume()
    }

    /// Returns at the next raise, at once if one came since the last wait.
    ///
    /// Cancellation doesn't end a wait: whoever stops the waiting task raises the signal, so that a loop around it can't
    /// spin on a task that was cancelled.
    func wait() async {
        await withCheckedContinuation { continuation in
            let isRaised = state.withLock { state in
                defer { state.isRaised = false }
                if !state.isRaised { state.waiter = continuation }
                return state.isRaised
            }
            if isRaised { continuation.resume() }
        }
    }
}
