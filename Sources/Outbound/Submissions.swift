import Synchronization

/// What tasks hand to the loop's thread, and how they wake it.
///
/// The loop takes everything at once and is woken only when it rests, so a busy loop costs its callers one lock each.
final class Submissions: Sendable {
    /// What has come since the loop last looked.
    struct Batch {
        var arrived: [Submission] = []
        var cancelled: [UInt64] = []
        var closing = false
    }

    private struct State {
        var batch = Batch()
        var isResting = false
        var hasEnded = false
        var waker: Multi.Waker?
        var closers: [CheckedContinuation<Void, Never>] = []

        mutating func wake() {
            guard isResting else { return }
            isResting = false
            waker?.wake()
        }
    }

    private let state = Mutex(State())

    /// False if the loop takes nothing more; the caller then answers the submission itself.
    func submit(_ submission: Submission) -> Bool {
        state.withLock { state in
            guard !state.batch.closing else { return false }
            state.batch.arrived.append(submission)
            state.wake()
            return true
        }
    }

    func cancel(_ id: UInt64) {
        state.withLock { state in
            guard !state.batch.closing else { return }
            state.batch.cancelled.append(id)
            state.wake()
        }
    }

    func close() {
        state.withLock { state in
            state.batch.closing = true
            state.wake()
        }
    }

    /// Returns when the loop has ended.
    func closed() async {
        await withCheckedContinuation { closer in
            let hasEnded = state.withLock { state in
                if !state.hasEnded { state.closers.append(closer) }
                return state.hasEnded
            }
            if hasEnded { closer.resume() }
        }
    }
}

// The loop's side.
extension Submissions {
    func opened(by waker: Multi.Waker) {
        state.withLock { $0.waker = waker }
    }

    /// Swaps the batch with the emptied last one, so that both keep their storage.
    func take(into last: inout Batch) {
        last.arrived.removeAll(keepingCapacity: true)
        last.cancelled.removeAll(keepingCapacity: true)
        state.withLock { state in
            last.closing = state.batch.closing
            state.isResting = false
            swap(&state.batch, &last)
        }
    }

    /// Whether nothing has come, so that the loop may rest; from now on it is woken.
    func mayRest() -> Bool {
        state.withLock { state in
            let batch = state.batch
            state.isResting = batch.arrived.isEmpty && batch.cancelled.isEmpty && !batch.closing
            return state.isResting
        }
    }

    /// Takes the waker back: the multi handle is about to go.
    func ending() -> Batch {
        state.withLock { state in
            state.waker = nil
            state.isResting = false
            let rest = state.batch
            state.batch = Batch(closing: true)
            return rest
        }
    }

    func ended() {
        let closers = state.withLock { state in
            state.hasEnded = true
            defer { state.closers = [] }
            return state.closers
        }
        for closer in closers { closer.resume() }
    }
}
