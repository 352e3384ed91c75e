import Nameplate
import ServiceLifecycle
import Synchronization

/// What an open stream is told.
enum StreamEvent: Sendable, Equatable {
    /// With the moment at which this instance learned of it.
    case profile(version: Int64, ContinuousClock.Instant)
    case signedOut(SessionEnd)
    case heartbeat
    /// News may have been missed.
    case recheck
    /// The instance stops; milliseconds within which to come back, at this one or another.
    case stopping(retry: Int)
}

/// All open event streams of this instance, by user.
///
/// Told of commits by the store's feed; ends its streams when the service stops.
final class EventHub: Service {
    static let heartbeatSeconds = 15

    struct Subscription: Sendable {
        let id: Int
        let events: AsyncStream<StreamEvent>
    }

    private struct Stream {
        let session: SessionID
        let continuation: AsyncStream<StreamEvent>.Continuation
    }

    private struct State {
        var streams: [UserID: [Int: Stream]] = [:]
        var count = 0
        var nextID = 0
        var isOpen = true
    }

    private let state = Mutex(State())

    init() {}

    /// False once the service is stopping.
    var isOpen: Bool { state.withLock(\.isOpen) }

    var count: Int { state.withLock(\.count) }

    /// Nil when the service is stopping.
    func subscribe(_ user: UserID, session: SessionID) -> Subscription? {
        // A slow reader needs the newest version alone; 16 leave room for a sign-out behind a burst.
        let (events, continuation) = AsyncStream.makeStream(
            of: StreamEvent.self,
            bufferingPolicy: .bufferingNewest(16)
        )
        let id: Int? = state.withLock { state in
            guard state.isOpen else { return nil }
            state.nextID += 1
            state.count += 1
            state.streams[user, default: [:]][state.nextID] = Stream(session: session, continuation: continuation)
            return state.nextID
        }
        return id.map { Subscription(id: $0, events: events) }
    }

    func unsubscribe(_ user: UserID, _ id: Int) {
        state.withLock { state in
            guard state.streams[user]?.removeValue(forKey: id) != nil else { return }
            state.count -= 1
            if state.streams[user]?.isEmpty == true { state.streams[user] = nil }
        }
    }

    func publish(_ version: Int64, of user: UserID) {
        let streams = state.withLock { Array(($0.streams[user] ?? [:]).values) }
        guard !streams.isEmpty else { return }
        let event = StreamEvent.profile(version: version, .now)
        for stream in streams { stream.continuation.yield(event) }
    }

    func end(_ sessions: [SessionID], of user: UserID, because end: SessionEnd) {
        for stream in state.withLock({ Array(($0.streams[user] ?? [:]).values) })
        where sessions.contains(stream.session) {
            stream.continuation.yield(.signedOut(end))
        }
    }

    /// Has every stream look for itself how its session and profile stand.
    func recheck() {
        for stream in state.withLock({ $0.streams.values.flatMap(\.values) }) { stream.continuation.yield(.recheck) }
    }

    /// Has one stream look for itself, behind what it was told so far.
    func recheck(_ subscription: Subscription, of user: UserID) {
        state.withLock { $0.streams[user]?[subscription.id] }?.continuation.yield(.recheck)
    }

    /// Milliseconds within which a stream that broke is opened again at random: so that all of them together ask for a
    /// few each millisecond.
    var retry: Int { min(max(1000, count / 2), 30_000) }

    /// Ticks heartbeats, a fifteenth of the streams each second, and closes all streams at the stop.
    func run() async throws {
        await withTaskCancellationOrGracefulShutdownHandler {
            await cancelWhenGracefulShutdown {
                var tick = 0
                while (try? await Task.sleep(for: .seconds(1))) != nil {  // a heartbeat is time
                    tick += 1
                    self.beat(tick)
                }
            }
        } onCancelOrGracefulShutdown: {
            self.close()
        }
    }

    private func beat(_ tick: Int) {
        let due = state.withLock { state in
            state.streams.values.flatMap { streams in
                streams.filter { $0.key % Self.heartbeatSeconds == tick % Self.heartbeatSeconds }.map(\.value)
            }
        }
        for stream in due { stream.continuation.yield(.heartbeat) }
    }

    /// Tells every stream to come back elsewhere, and takes no more.
    func close() {
        let retry = retry
        let streams = state.withLock { state in
            state.isOpen = false
            return state.streams.values.flatMap(\.values)
        }
        for stream in streams {
            stream.continuation.yield(.stopping(retry: retry))
            stream.continuation.finish()
        }
    }
}
