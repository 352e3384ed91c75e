import HTTPTypes
import Hummingbird
import Logging
import Nameplate

extension Problem {
    /// What an error means to the caller; what it means to the operator goes to the log.
    init(meaning error: any Error, context: ServiceContext) {
        switch error {
        case let problem as Problem:
            self = problem
        case let fields as InvalidFields:
            self = .invalid(fields)
        case let error as StoreError:
            switch error {
            case .unavailable(let reason), .uncertain(let reason):
                context.logger.error("store unavailable", metadata: ["reason": "\(reason)"])
            default: break
            }
            self = Problem(error)
        case is PasswordHasher.Busy:
            self = .unavailable(retryAfter: 2)
        case let error as any HTTPResponseError:
            self = .general(error.status)
        default:
            // The type alone: an error's text may quote what a client sent.
            context.logger.error("unexpected error", metadata: ["error": "\(Swift.type(of: error))"])
            self = .general(.internalServerError)
        }
    }

    private init(_ error: StoreError) {
        switch error {
        case .unknownUser: self = .unknownUser
        case .erased: self = .erased
        case .versionMismatch(let current):
            self = Problem(
                .preconditionFailed,
                "version-mismatch",
                "Somebody else was faster",
                detail: "The profile is at version \(current) now.",
                headers: [.eTag: "\"\(current)\""]
            )
        case .invalid(let fields): self = .invalid(fields)
        case .unknownNetwork: self = .unknownNetwork
        case .cannotSignIn: self = .signedOut
        case .unavailable: self = .unavailable()
        case .uncertain:
            self = Problem(
                .serviceUnavailable,
                "uncertain",
                "It isn't known whether this was done",
                detail: "It was done whole or not at all. Look, or ask for the same again.",
                headers: [.retryAfter: "1"]
            )
        }
    }

    /// For errors of the framework, whose own texts aren't ours to show.
    private static func general(_ status: HTTPResponse.Status) -> Problem {
        let type =
            switch status {
            case .notFound: "not-found"
            case .contentTooLarge: "too-large"
            case .badRequest: "bad-request"
            default: "error"
            }
        return Problem(status, type, status.reasonPhrase)
    }
}
