import NIOHTTP1
import TestSupport

extension Browser {
    /// The same browser, when the balancer leads it to that instance.
    func at(_ instance: Instance) -> Browser { Browser(instance.base, origin: origin, cookie: currentCookie) }

    /// Asks until it is refused, and returns for how long from now it wasn't.
    func timeUntilRefused() async throws -> Duration {
        let start = ContinuousClock.now
        var lastAccepted = start
        while true {
            let asked = ContinuousClock.now
            let status = try await call(.GET, "/auth/token").status
            if status == 401 { return start.duration(to: lastAccepted) }
            try Task.checkCancellation()
            lastAccepted = asked
        }
    }
}

extension EventStream {
    /// Whether it tells that version, sooner or later.
    func until(version: Int) async throws -> Bool {
        while let event = try await next() {
            if event.data.hasSuffix("\"version\":\(version)}") { return true }
        }
        return false
    }

    /// The event before the service closes the stream.
    func last() async throws -> Event? {
        var last: Event?
        while let event = try await next() { last = event }
        return last
    }
}
