import Hummingbird
import Nameplate

/// `GET /Livefyre.js`: what pages load to have comments on them, one classic script made of a file for each concern.
struct LivefyreScript {
    var routes: RouteCollection<SandboxRequestContext> {
        let routes = RouteCollection(context: SandboxRequestContext.self)
        routes.add(middleware: ReadableByAnyOrigin())
        routes.get("Livefyre.js") { request, _ in Self.file.response(to: request) }
        return routes
    }

    private static let file = StaticFile(script, type: "text/javascript")

    /// One function around everything, so that the page sees `window.Livefyre` and nothing else, and so that a second
    /// load can be told from the first.
    private static var script: [UInt8] {
        let files = parts.map { String(decoding: $0, as: UTF8.self) }
        return Array(
            """
            (() => {
            'use strict';
            if (window.Livefyre && window.Livefyre._lfjs) return;
            const scriptOrigin = new URL(document.currentScript.src).origin;
            const commentStyles = \(quoted(PackageResources.comments_css));

            \(files.joined(separator: "\n"))})();

            """.utf8
        )
    }

    /// Callees first: a class has to be there before it is extended.
    private static var parts: [[UInt8]] {
        [
            PackageResources.emitter_js, PackageResources.auth_js, PackageResources.user_js,
            PackageResources.session_js, PackageResources.api_js, PackageResources.adapters_js,
            PackageResources.plugin_js, PackageResources.comment_text_js, PackageResources.comment_elements_js,
            PackageResources.comment_editor_js, PackageResources.comment_api_js, PackageResources.comments_js,
            PackageResources.livefyre_js,
        ]
    }

    /// The text as a JavaScript string.
    private static func quoted(_ text: [UInt8]) -> String {
        var json = JSONWriter()
        json.element(String(decoding: text, as: UTF8.self))
        return String(decoding: json.bytes, as: UTF8.self)
    }
}
