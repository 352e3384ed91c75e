package import Nameplate
import ServiceLifecycle
import Synchronization

/// The last entries of what happened, and a way to wait for the next.
package final class Timeline: Sendable {
    package static let longest = 10_000
    /// No answer holds more; the reader goes on after the last of them.
    package static let longestAnswer = 1000

    private let clock: Clock
    private let state = Mutex(State())

    private struct State {
        var entries: [TimelineEntry] = []
        var last = 0
        var waiting: [Int: AsyncStream<Void>.Continuation] = [:]
        var lastWaiter = 0
    }

    package init(clock: @escaping Clock) {
        self.clock = clock
    }

    package func add(
        _ step: TimelineEntry.Step?,
        _ state: PullState? = nil,
        _ user: UserID?,
        _ detail: String,
        _ facts: TimelineEntry.Facts = TimelineEntry.Facts()
    ) {
        let now = clock()
        let waiting = self.state.withLock { shared in
            shared.last += 1
            shared.entries.append(
                TimelineEntry(
                    sequence: shared.last,
                    at: now,
                    step: step,
                    state: state,
                    user: user,
                    detail: detail,
                    facts: facts
                )
            )
            // A quarter of slack, so that the shift is paid once in thousands of entries.
            if shared.entries.count > Self.longest * 5 / 4 {
                shared.entries.removeFirst(shared.entries.count - Self.longest)
            }
            return Array(shared.waiting.values)
        }
        for continuation in waiting { continuation.yield() }
    }

    /// The number of the newest entry; 0 when there is none.
    package var last: Int { state.withLock(\.last) }

    /// The entries after that number which are still kept, at most ``longestAnswer``.
    ///
    /// A number that was never given out is from before a restart, and then all are new.
    package func entries(after sequence: Int) -> ArraySlice<TimelineEntry> {
        kept(after: sequence).prefix(Self.longestAnswer)
    }

    /// The same, of those about one user.
    package func entries(after sequence: Int, about user: UserID) -> ArraySlice<TimelineEntry> {
        ArraySlice(kept(after: sequence).lazy.filter { $0.user == user }.prefix(Self.longestAnswer))
    }

    private func kept(after sequence: Int) -> ArraySlice<TimelineEntry> {
        state.withLock { state in
            guard let first = state.entries.first?.sequence else { return [] }
            let sequence = sequence > state.last ? 0 : sequence
            let kept = state.entries.suffix(Self.longest)
            let start = min(max(sequence + 1 - first, kept.startIndex), kept.endIndex)
            return kept[start...]
        }
    }

    /// As ``entries(after:)``, but when there is none yet, waits for one until the time is up or the process is
    /// asked to stop.
    package func entries(after sequence: Int, waitingFor limit: Duration) async -> ArraySlice<TimelineEntry> {
        let present = entries(after: sequence)
        guard present.isEmpty, limit > .zero else { return present }
        let (news, continuation) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        let waiter = enlist(continuation, after: sequence)
        defer { state.withLock { _ = $0.waiting.removeValue(forKey: waiter) } }
        await withTaskCancellationOrGracefulShutdownHandler {
            await withTaskGroup { group in
                group.addTask { for await _ in news { break } }
                group.addTask { try? await Task.sleep(for: limit) }  // a long poll ends, news or none
                await group.next()
                group.cancelAll()
            }
        } onCancelOrGracefulShutdown: {
            continuation.finish()
        }
        return entries(after: sequence)
    }

    private func enlist(_ continuation: AsyncStream<Void>.Continuation, after sequence: Int) -> Int {
        state.withLock { state in
            state.lastWaiter += 1
            state.waiting[state.lastWaiter] = continuation
            // An entry may have come since the caller looked.
            if state.last > sequence { continuation.yield() }
            return state.lastWaiter
        }
    }
}
