import Nameplate
import Outbound

/// Why a pull changed nothing.
enum PullFailure: Error, Equatable, Sendable {
    case noPullURL
    case notAbsolute
    case outbound(OutboundError)
    case status(Int)
    case notJSON
    case notAnObject
    case noDisplayName
    case otherID(String)

    /// For the developer who looks at the Studio page.
    var description: String {
        switch self {
        case .noPullURL: "no pull URL is registered"
        case .notAbsolute: "the pull URL is not an absolute http or https address"
        case .outbound(.timeout), .outbound(.connectTimeout): "the endpoint did not answer in time"
        case .outbound(.responseTooLarge): "the answer is larger than 256 KiB"
        case .outbound(let error): "the endpoint could not be reached (\(error.code))"
        case .status(let status): "the endpoint answered \(status) instead of 200"
        case .notJSON: "the answer is not JSON"
        case .notAnObject: "the answer is not a JSON object"
        case .noDisplayName: "the answer has no display_name"
        case .otherID(let id): "the answer is about another user ('\(id.prefix(64))')"
        }
    }
}
