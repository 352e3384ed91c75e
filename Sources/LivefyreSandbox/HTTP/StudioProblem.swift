import HTTPTypes
import Hummingbird
import Nameplate

/// What is wrong with a call of the Studio's own interface, as a problem document (RFC 9457).
struct StudioProblem: Error {
    let status: HTTPResponse.Status
    let detail: String
    var errors: [FieldError] = []

    static let unknownUser = StudioProblem(status: .notFound, detail: "The network has never heard of this user.")
    static let notJSON = StudioProblem(status: .badRequest, detail: "The body is not a JSON object.")

    static func invalid(_ errors: [FieldError]) -> StudioProblem {
        StudioProblem(status: .unprocessableContent, detail: "Some members are wrong.", errors: errors)
    }
}

extension StudioProblem: HTTPResponseError {
    func response(from request: Request, context: some RequestContext) -> Response {
        let body = JSONWriter.object { json in
            json.member("type", "about:blank")
            json.member("title", status.reasonPhrase)
            json.member("status", status.code)
            json.member("detail", detail)
            guard !errors.isEmpty else { return }
            json.array("errors") { array in
                for error in errors { error.write(to: &array) }
            }
        }
        var response = Response(status, json: body)
        response.headers[.contentType] = "application/problem+json"
        return response
    }
}

extension FieldError {
    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("field", field)
            json.member("detail", detail)
        }
    }
}
