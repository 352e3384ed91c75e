import Glibc
package import Nameplate
import Synchronization

/// A clock that stands where a test puts it.
///
/// It starts at the present, since tokens and networks compare with it.
package final class TestClock: Sendable {
    private let time: Mutex<Timestamp>

    package init() {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        time = Mutex(Timestamp(seconds: now.tv_sec))
    }

    package var now: Timestamp { time.withLock { $0 } }

    package func advance(by span: Duration) { time.withLock { $0 = $0 + span } }
}
