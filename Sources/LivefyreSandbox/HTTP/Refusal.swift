import HTTPTypes
import Hummingbird
import Nameplate

/// An answer of the platform's error envelope (livefyre-protocol.md 9.5), with a fixed text.
struct Refusal: Error, Equatable {
    let status: HTTPResponse.Status
    let type: String
    let message: String
    /// Seconds.
    var retryAfter: Int?

    static func notAuthorized(_ message: String) -> Refusal {
        Refusal(status: .forbidden, type: "NotAuthorizedError", message: message)
    }

    static func badRequest(_ message: String) -> Refusal {
        Refusal(status: .badRequest, type: "BadRequestError", message: message)
    }

    static func notFound(_ message: String) -> Refusal {
        Refusal(status: .notFound, type: "ResourceDoesNotExist", message: message)
    }

    /// For a status that has no text of its own.
    static func plain(_ status: HTTPResponse.Status) -> Refusal {
        Refusal(status: status, type: "Error", message: status.reasonPhrase)
    }

    var envelope: [UInt8] {
        JSONWriter.object { json in
            json.member("status", "error")
            json.member("code", status.code)
            json.member("error_type", type)
            json.member("msg", message)
        }
    }
}

extension Refusal: HTTPResponseError {
    func response(from request: Request, context: some RequestContext) -> Response {
        var response = Response(status, json: envelope)
        if let retryAfter { response.headers[.retryAfter] = String(retryAfter) }
        return response
    }
}
