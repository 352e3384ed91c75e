/// What an answer to a ping means.
package enum PingVerdict: Equatable, Sendable {
    case accepted
    case failed(PingFault)

    /// Any 2xx is success: 200 is documented, and official libraries differ on the rest.
    package init(status: Int) {
        self =
            switch status {
            case 200...299: .accepted
            case 300...399: .failed(.redirected)
            case 401, 403: .failed(.unauthorized)
            case 404, 410: .failed(.notFound)
            case 429: .failed(.throttled)
            case 500...599: .failed(.unavailable)
            default: .failed(.unexpected)
            }
    }
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
