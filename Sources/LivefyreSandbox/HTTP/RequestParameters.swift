import HTTPTypes
import Hummingbird
import Nameplate

/// The members of a request, wherever Livefyre's libraries put them: in the query, in a form body whatever its
/// Content-Type says, or in a JSON object.
struct RequestParameters: Sendable {
    private static let longestBody = 64 * 1024

    private let query: [String: String]
    private let body: [String: String]
    /// What the body is, in words for the timeline.
    private let bodyKind: String

    init(_ request: Request) async throws {
        query = FormText.members(of: request.uri.query ?? "")
        let bytes = Array(buffer: try await request.body.collect(upTo: Self.longestBody))
        if let members = bytes.first == UInt8(ascii: "{") ? JSONValue(parsing: bytes)?.object : nil {
            body = members.compactMapValues(\.string)
            bodyKind = "JSON body"
        } else {
            body = FormText.members(of: String(decoding: bytes, as: UTF8.self))
            let isLabelledJSON = request.headers[.contentType]?.lowercased().hasPrefix("application/json") ?? false
            bodyKind = isLabelledJSON ? "form body labelled as JSON" : "form body"
        }
    }

    subscript(name: String) -> String? { query[name] ?? body[name] }

    /// Where a member was found.
    func place(of name: String) -> String { query[name] == nil ? bodyKind : "query" }
}

extension SandboxRequestContext {
    /// A part of the path, percent-encoding undone.
    func pathPart(_ name: String) -> String {
        FormText.decode((parameters.get(name) ?? "").utf8, plusIsBlank: false)
    }
}
