import HTTPTypes
import Hummingbird

/// The Studio page and its two files, out of the binary itself.
struct StudioPages {
    /// Nothing inline, nothing from elsewhere.
    private static let policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

    var routes: RouteCollection<SandboxRequestContext> {
        let routes = RouteCollection(context: SandboxRequestContext.self)
        routes.get("") { _, _ in Self.page(PackageResources.studio_html, "text/html") }
        routes.get("studio.js") { _, _ in Self.page(PackageResources.studio_js, "text/javascript") }
        routes.get("studio.css") { _, _ in Self.page(PackageResources.studio_css, "text/css") }
        return routes
    }

    private static func page(_ bytes: [UInt8], _ type: String) -> Response {
        Response(
            status: .ok,
            headers: [
                .contentType: "\(type); charset=utf-8",
                .cacheControl: "no-cache",
                .contentSecurityPolicy: policy,
                .xContentTypeOptions: "nosniff",
                .referrerPolicy: "no-referrer",
            ],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
        )
    }
}

extension HTTPField.Name {
    fileprivate static let referrerPolicy = HTTPField.Name("Referrer-Policy") ?? .origin
}
