/// A comment network downstream.
///
/// It *describes* calls and judges answers; it never sends, so tests compare values.
package protocol Network: Sendable {
    var name: NetworkName { get }
    /// The kind as the store knows it: `livefyre`.
    var kind: String { get }

    /// The request that tells the network that a user changed.
    func ping(for user: UserID, at now: Timestamp) -> NetworkRequest
    func verdict(onPing status: Int) -> PingVerdict

    /// The request that registers our pull URL, in which `{id}` stands for the user's id.
    ///
    /// - Throws: ``InvalidPullURL`` when the literal `{id}` is missing.
    func registration(ofPullURL template: String, at now: Timestamp) throws -> NetworkRequest
    func accepted(registration status: Int) -> Bool

    /// Whether the bearer of `token` may read profiles: the network itself, and nobody else.
    func admitsPull(with token: String, at now: Timestamp) -> Bool
    /// What the network reads of a profile.
    func document(of profile: Profile) -> [UInt8]

    /// A token by which the reader's browser proves to the network who it is; `expires` is rounded down to seconds.
    func userAuthToken(for user: UserID, named name: DisplayName, expires: Timestamp) -> String
}

/// A call that a network wants made.
package struct NetworkRequest: Equatable, Sendable {
    package let method: String
    package let url: String
    package let contentType: String?
    package let body: [UInt8]

    package init(method: String, url: String, contentType: String? = nil, body: [UInt8] = []) {
        self.method = method
        self.url = url
        self.contentType = contentType
        self.body = body
    }
}

/// What an answer to a ping means.
package enum PingVerdict: Equatable, Sendable {
    case accepted
    case failed(PingFault)
}

/// Why a network did not take a ping, as a word that is kept on the record.
package enum PingFault: String, Sendable {
    /// 401 or 403: our key or token is wrong.
    case unauthorized
    /// 404 or 410.
    case notFound = "not-found"
    /// 429.
    case throttled
    /// 3xx, which is never followed.
    case redirected
    /// 5xx.
    case unavailable
    /// Any other status.
    case unexpected
}

package struct InvalidPullURL: Error, Equatable, Sendable, CustomStringConvertible {
    package let description: String
    package init(_ description: String) { self.description = description }
}
