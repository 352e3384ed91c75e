/// Why a request got no answer: the whole set, so that a retry policy can switch over it.
///
/// An HTTP status, whatever it is, is an answer and never an error.
package enum OutboundError: Error, Equatable, Sendable {
    /// The host name has no address.
    case unresolved
    /// The host refused the connection or cannot be reached.
    case refused
    /// No connection, TLS included, within the connect timeout.
    case connectTimeout
    /// Connected, but no complete answer within the total timeout.
    case timeout
    /// No TLS 1.2 or later, or a certificate that does not prove the host.
    case tls
    case responseTooLarge
    case badURL
    case unsupportedScheme
    /// A header's name or value cannot be sent as one line.
    case badHeader
    /// An untrusted URL led to an address that is not public.
    case forbiddenAddress
    /// The connection broke before the answer was whole.
    case connectionLost
    /// The host answered something that is not HTTP.
    case notHTTP
    /// The task that waited was cancelled.
    case cancelled
    /// The client is shutting down.
    case shutDown
    /// Any other libcurl code.
    case other(code: Int32)

    /// The short word that a delivery record keeps; stored, so never renamed.
    package var code: String {
        switch self {
        case .unresolved: "unresolved"
        case .refused: "refused"
        case .connectTimeout: "connect-timeout"
        case .timeout: "timeout"
        case .tls: "tls"
        case .responseTooLarge: "response-too-large"
        case .badURL: "bad-url"
        case .unsupportedScheme: "unsupported-scheme"
        case .badHeader: "bad-header"
        case .forbiddenAddress: "forbidden-address"
        case .connectionLost: "connection-lost"
        case .notHTTP: "not-http"
        case .cancelled: "cancelled"
        case .shutDown: "shut-down"
        case .other(let code): "curl-\(code)"
        }
    }
}
