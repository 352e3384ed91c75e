import HTTPTypes
import Hummingbird
import Nameplate
import NIOCore

extension Response {
    /// An answer whose body is one JSON object.
    static func json(
        _ status: HTTPResponse.Status = .ok,
        headers: HTTPFields = [:],
        _ write: (inout JSONWriter) throws -> Void
    ) rethrows -> Response {
        let body = try JSONWriter.object(write)
        var headers = headers
        headers[.contentType] = "application/json"
        return Response(status: status, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: body)))
    }

    static let noContent = Response(status: .noContent)
}

extension HTTPFields {
    /// A profile's version as its entity tag.
    static func version(_ version: Int64) -> HTTPFields { [.eTag: "\"\(version)\""] }
}
