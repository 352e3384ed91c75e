import Glibc
import HTTPTypes
import Hummingbird
import Nameplate
import NIOCore

/// `nameplate.js` under a name that holds its hash, so that browsers may keep it for ever, and its integrity value, so
/// that a page runs these bytes or none.
///
/// Its bytes are kept: what is promised under a hash must not change with the file.
package struct BrowserModule: Sendable {
    /// Such as `/nameplate.6f1ed002ab559585.js`.
    package let path: String
    /// As the `integrity` attribute takes it (Subresource Integrity 3.1).
    package let integrity: String
    private let bytes: [UInt8]

    /// Nil where the folder has no such file.
    package init?(directory: String) {
        guard let bytes = Self.read("\(directory)/nameplate.js") else { return nil }
        self.bytes = bytes
        let digest = Digest(of: bytes).bytes
        let name = digest.prefix(8).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        path = "/nameplate.\(name).js"
        // 32 bytes in the standard alphabet end in one sign of padding.
        let standard = Base64URL.encode(digest).map { $0 == "-" ? "+" : $0 == "_" ? "/" : $0 }
        integrity = "sha256-\(String(standard))="
    }

    /// Whether the path is this module's name, or the one that it had in another version.
    func isNamed(by path: String) -> Bool {
        path.hasPrefix("/nameplate.") && path.dropFirst("/nameplate.".count).contains(".")
    }

    func response(to request: Request) throws -> Response {
        guard request.method == .get || request.method == .head else { throw HTTPError(.methodNotAllowed) }
        guard request.uri.path == path else {
            throw Problem(
                .notFound,
                "other-version",
                "This service has another version of nameplate.js",
                detail: "It is \(path) here, with the integrity \(integrity)."
            )
        }
        return Response(
            status: .ok,
            headers: [
                .contentType: "text/javascript; charset=utf-8",
                .cacheControl: "public, max-age=31536000, immutable",
                .contentLength: String(bytes.count),
            ],
            body: request.method == .head ? .init() : .init(byteBuffer: ByteBuffer(bytes: bytes))
        )
    }

    private static func read(_ path: String) -> [UInt8]? {
        guard let file = fopen(path, "re") else { return nil }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 16_384)
        while case let count = fread(&piece, 1, piece.count, file), count > 0 { bytes += piece[..<count] }
        return ferror(file) == 0 && !bytes.isEmpty ? bytes : nil
    }
}
