/// What an answer to a ping means.
///
/// This is the one table of it; ``PingFault/consequence(asked:)`` says what follows for the lane, and
/// ``PingFault/endsInDiscard`` for the delivery. The README shows the same table to operators.
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
            case 404: .failed(.notFound)
            case 410: .failed(.gone)
            case 429: .failed(.throttled)
            case 500...599: .failed(.unavailable)
            default: .failed(.unexpected)
            }
    }
}
