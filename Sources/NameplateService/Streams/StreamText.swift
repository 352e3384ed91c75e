package import Nameplate

/// What is written to an event stream, as browsers read it (WHATWG HTML, 9.2).
///
/// What a browser sends back of it as `Last-Event-ID` is not read: a stream begins with where the profile stands.
package enum StreamText {
    package static func hello(_ user: UserID, version: Int64, retry: Int) -> String {
        "retry: \(retry)\nevent: hello\ndata: \(data(user, version: version))\n\n"
    }

    package static func profile(_ user: UserID, version: Int64) -> String {
        "id: \(version)\nevent: profile\ndata: \(data(user, version: version))\n\n"
    }

    package static func signedOut(_ end: SessionEnd) -> String {
        "event: signed-out\ndata: {\"reason\":\"\(end.rawValue)\"}\n\n"
    }

    package static func stopping(retry: Int) -> String { "retry: \(retry)\n\n" }

    package static let heartbeat = ":\n\n"

    /// Ids have only letters, digits, `_`, `.` and `-`, so they are JSON text as they are.
    private static func data(_ user: UserID, version: Int64) -> String {
        "{\"user\":\"\(user)\",\"version\":\(version)}"
    }
}
