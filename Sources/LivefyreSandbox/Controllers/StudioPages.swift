import HTTPTypes
import Hummingbird

/// The Studio page and its files, out of the binary itself.
struct StudioPages {
    /// Nothing inline, nothing from elsewhere.
    private static let policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

    var routes: RouteCollection<SandboxRequestContext> {
        let routes = RouteCollection(context: SandboxRequestContext.self)
        for (path, file) in Self.files {
            routes.get(path) { request, _ in file.response(to: request) }
        }
        return routes
    }

    private static let files: [(RouterPath, StaticFile)] = [
        ("", file(PackageResources.studio_html, "text/html")),
        ("studio.js", file(PackageResources.studio_js, "text/javascript")),
        ("page.js", file(PackageResources.page_js, "text/javascript")),
        ("runs.js", file(PackageResources.runs_js, "text/javascript")),
        ("users.js", file(PackageResources.users_js, "text/javascript")),
        ("shown-user.js", file(PackageResources.shown_user_js, "text/javascript")),
        ("studio.css", file(PackageResources.studio_css, "text/css")),
    ]

    private static func file(_ bytes: [UInt8], _ type: String) -> StaticFile {
        StaticFile(bytes, type: type, headers: [.contentSecurityPolicy: policy, .referrerPolicy: "no-referrer"])
    }
}

extension HTTPField.Name {
    fileprivate static let referrerPolicy = HTTPField.Name("Referrer-Policy") ?? .origin
}
