import HTTPTypes
import Hummingbird
import Nameplate

/// A file out of the binary itself, with a tag by which a browser knows whether it has it already.
struct StaticFile: Sendable {
    let bytes: [UInt8]
    private let headers: HTTPFields
    private let tag: String

    /// `type` is the media type without the charset, which is UTF-8 always.
    init(_ bytes: [UInt8], type: String, headers: HTTPFields = [:]) {
        self.bytes = bytes
        tag =
            "\"\(Digest(of: bytes).bytes.prefix(12).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined())\""
        var headers = headers
        headers[.eTag] = tag
        headers[.cacheControl] = "no-cache"
        headers[.contentType] = "\(type); charset=utf-8"
        headers[.xContentTypeOptions] = "nosniff"
        self.headers = headers
    }

    func response(to request: Request) -> Response {
        if isHeld(by: request) { return Response(status: .notModified, headers: headers) }
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    private func isHeld(by request: Request) -> Bool {
        request.headers[values: .ifNoneMatch].joined(separator: ",").split(separator: ",").contains { held in
            let held = held.trimmingPrefix(while: \.isWhitespace)
            return held == "*" || held.trimmingPrefix("W/").prefix { !$0.isWhitespace } == tag
        }
    }
}
