import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import TestSupport

/// A publisher's site: an origin of its own, whose pages use the service and the network.
struct Publisher: Sendable {
    let origin: String
    let server: Server

    init(host: String, port: Int) {
        origin = "http://\(host):\(port)"
        server = Server { onPort in
            [
                Application(
                    router: Self.router(),
                    configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: port)),
                    onServerRunning: { await onPort($0.localAddress?.port ?? 0) },
                    logger: Logger(label: "publisher", factory: { _ in SwiftLogNoOpLogHandler() })
                )
            ]
        }
    }

    func page(_ options: PageOptions, at other: String? = nil) throws -> String {
        var components = URLComponents(string: origin + "/")
        if let other { components?.host = other }
        let json = String(decoding: try JSONEncoder().encode(options), as: UTF8.self)
        components?.queryItems = [URLQueryItem(name: "options", value: json)]
        return components?.string ?? origin
    }

    private static func router() -> Router<BasicRequestContext> {
        let router = Router()
        router.get("/") { _, _ in
            var response = try file("page.html", type: "text/html; charset=utf-8")
            // The site's own session, which is none of the service's business.
            response.headers[.setCookie] = "site-session=kept; HttpOnly"
            return response
        }
        router.get("/page.js") { _, _ in try file("page.js", type: "text/javascript; charset=utf-8") }
        return router
    }

    private static func file(_ name: String, type: String) throws -> Response {
        let data = try Data(contentsOf: Places.pages.appending(path: name))
        return Response(
            status: .ok,
            headers: [.contentType: type],
            body: .init(byteBuffer: ByteBuffer(bytes: data))
        )
    }
}

/// How a publisher's page uses the service and the network.
struct PageOptions: Encodable {
    var service: String?
    /// Where `/Livefyre.js` comes from; nil for a page without it.
    var livefyre: String?
    var cycle = "quiet"
    /// The option `login` of `Nameplate`; `host` stands for a function, answered by `window.hostLogin`.
    var login: String?
    var comments = false
    var asksBeforeSwitch = false
    /// Doesn't attach the two to each other.
    var isLoose = false
}

/// Folders of the source tree.
enum Places {
    private static let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    static let pages = tests.appending(path: "Pages")
    static let root = tests.deletingLastPathComponent().deletingLastPathComponent()
    /// Another folder can be named, to see the tests fail for a broken copy.
    static let publicDirectory =
        ProcessInfo.processInfo.environment["BROWSER_TESTS_PUBLIC_DIR"] ?? root.appending(path: "Public").path
}
