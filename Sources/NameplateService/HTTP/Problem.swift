import HTTPTypes
import Hummingbird
import Nameplate
import NIOCore

/// An answer that says what went wrong, as RFC 9457 has it.
///
/// Its texts are fixed; details go to the log.
struct Problem: HTTPResponseError {
    let status: HTTPResponse.Status
    /// A short word that programs can tell problems apart by.
    let type: String
    let title: String
    let detail: String?
    var errors: [FieldError] = []
    var headers: HTTPFields = [:]

    init(
        _ status: HTTPResponse.Status,
        _ type: String,
        _ title: String,
        detail: String? = nil,
        errors: [FieldError] = [],
        headers: HTTPFields = [:]
    ) {
        self.status = status
        self.type = type
        self.title = title
        self.detail = detail
        self.errors = errors
        self.headers = headers
    }

    func response(from request: Request, context: some RequestContext) -> Response {
        let body = JSONWriter.object { json in
            json.member("type", type)
            json.member("title", title)
            json.member("status", status.code)
            json.member("detail", detail)
            guard !errors.isEmpty else { return }
            json.array("errors") { json in
                for error in errors {
                    json.object { json in
                        json.member("field", error.field)
                        json.member("detail", error.detail)
                    }
                }
            }
        }
        var headers = headers
        headers[.contentType] = "application/problem+json"
        return Response(status: status, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: body)))
    }
}

extension Problem {
    static let signedOut = Problem(.unauthorized, "signed-out", "Nobody is signed in here")
    static let unknownUser = Problem(.notFound, "unknown-user", "There is no such user")
    static let unknownNetwork = Problem(.notFound, "unknown-network", "There is no such network")

    static let noCommentNetwork = Problem(
        .conflict,
        "no-comment-network",
        "This network neither takes tokens nor reads profiles",
        detail: "It is told of changes, profile and all."
    )

    static let erased = Problem(
        .conflict,
        "erased",
        "This user was erased",
        detail: "An erased id is never used again."
    )

    static func invalid(_ fields: InvalidFields) -> Problem {
        Problem(.unprocessableContent, "invalid", "Some members can't be accepted", errors: fields.errors)
    }

    static func invalid(_ field: String, _ detail: String) -> Problem {
        invalid(InvalidFields([FieldError(field, detail)]))
    }

    static func unavailable(retryAfter seconds: Int = 1) -> Problem {
        Problem(
            .serviceUnavailable,
            "unavailable",
            "The service can't do this now",
            detail: "Nothing was changed.",
            headers: [.retryAfter: String(seconds)]
        )
    }
}
