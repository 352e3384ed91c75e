import HTTPTypes
import Hummingbird
import Nameplate

extension Response {
    init(_ status: HTTPResponse.Status = .ok, json: [UInt8]) {
        self.init(
            status: status,
            headers: [.contentType: "application/json; charset=utf-8", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: json))
        )
    }

    /// The platform's success envelope around `data`.
    static func envelope(_ data: (inout JSONWriter) -> Void) -> Response {
        Response(json: Envelope.ok(data))
    }
}

/// The platform's envelope of a success (livefyre-protocol.md 9.2).
enum Envelope {
    static func ok(_ data: (inout JSONWriter) -> Void) -> [UInt8] {
        JSONWriter.object { json in
            json.member("status", "ok")
            json.member("code", 200)
            json.object("data", data)
        }
    }

    /// The same around a whole JSON object.
    static func ok(around data: [UInt8]) -> [UInt8] {
        Array(#"{"status":"ok","code":200,"data":"#.utf8) + data + [UInt8(ascii: "}")]
    }
}
