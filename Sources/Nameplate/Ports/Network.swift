/// Anything downstream that is told of changes.
///
/// It *describes* calls; it never sends, so tests compare values.
package protocol Network: Sendable {
    var name: NetworkName { get }
    /// The kind as the store knows it: `livefyre`, `webhook`.
    var kind: String { get }
    /// Whether an announcement carries the profile itself; otherwise the network reads it back.
    var carriesProfile: Bool { get }

    /// The request that tells the network that a user changed.
    func request(for announcement: Announcement, at now: Timestamp) -> NetworkRequest
}

/// A call that a network wants made.
package struct NetworkRequest: Equatable, Sendable {
    package struct Header: Equatable, Sendable {
        package let name: String
        package let value: String

        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    package let method: String
    package let url: String
    package let headers: [Header]
    package let body: [UInt8]

    package init(method: String, url: String, headers: [Header] = [], body: [UInt8] = []) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
    }
}
