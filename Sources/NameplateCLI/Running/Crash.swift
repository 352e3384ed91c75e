#if DEBUG
import Glibc
import Nameplate
import Synchronization

/// Ends the process at a fail-point, as `kill -9` would, when `CRASH_AT=POINT:N` asks for it: at the Nth time.
///
/// Tests of debug builds see by it what a crash at each step leaves behind.
enum Crash {
    static func prepare() {
        guard let asked = getenv("CRASH_AT").map({ String(cString: $0) }) else { return }
        let parts = asked.split(separator: ":")
        guard parts.count == 2, let point = FailPoint(rawValue: String(parts[0])), let times = Int(parts[1]) else {
            let points = FailPoint.allCases.map(\.rawValue).joined(separator: ", ")
            Output.note("Warning: CRASH_AT is POINT:N, where POINT is one of: \(points).")
            return
        }
        let left = Mutex(times)
        FailPoint.watch { reached in
            guard reached == point else { return }
            let isDue = left.withLock { left in
                left -= 1
                return left == 0
            }
            if isDue { kill(getpid(), SIGKILL) }
        }
    }
}
#endif
