import Glibc
import Nameplate
import Synchronization

/// A clock that stands where a test puts it.
///
/// It starts at the present, since tokens and networks compare with it.
final class TestClock: Sendable {
    private let time: Mutex<Timestamp>

    init() {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        time = Mutex(Timestamp(seconds: now.tv_sec))
    }

    var now: Timestamp { time.withLock { $0 } }

    func advance(by span: Duration) { time.withLock { $0 = $0 + span } }
}
