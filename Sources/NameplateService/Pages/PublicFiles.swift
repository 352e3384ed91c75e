import HTTPTypes
import Hummingbird
import Logging

/// The pages and what they load, from the folder that the operator names.
///
/// Only what has no route of its own gets here, and what is there for operators alone is no page. A path without a dot is a page: `/account` is `account.html`.
struct PublicFiles: RouterMiddleware {
    typealias Context = ServiceContext

    private let files: FileMiddleware<ServiceContext, LocalFileSystem>
    private let newspaper: Newspaper?

    init(directory: String, newspaper: Newspaper?, logger: Logger) {
        self.newspaper = newspaper
        files = FileMiddleware(
            directory,
            cacheControl: .init([(MediaType(type: .any), [CacheControl.Value.noCache])]),
            searchForIndexHtml: true,
            logger: logger
        )
        .withAdditionalMediaType(MediaType(type: .text, subType: "yaml"), mappedToFileExtension: "yaml")
    }

    func handle(
        _ request: Request,
        context: ServiceContext,
        next: (Request, ServiceContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error as any HTTPResponseError where error.status == .notFound {
            guard Self.isForReaders(request.uri.path) else { throw error }
            guard newspaper != nil || !Newspaper.holds(request.uri.path) else {
                guard request.uri.path == "/" else { throw error }
                return .redirect(to: "/account", type: .found)
            }
            return try await files.handle(Self.naming(request), context: context) { _, _ in throw error }
        }
    }

    /// None of our files has a name that needs a percent sign, under which another could hide.
    private static func isForReaders(_ path: String) -> Bool {
        !path.contains("%") && path.split(separator: "/").first != "operations"
    }

    private static func naming(_ request: Request) -> Request {
        let path = request.uri.path
        guard !path.hasSuffix("/"), !path.contains(".") else { return request }
        var head = request.head
        head.path = path + ".html"
        return Request(head: head, body: request.body)
    }
}

/// Lets pages of any origin import the browser module, which holds no secret.
struct SharedModules: RouterMiddleware {
    typealias Context = ServiceContext

    let browserModule: BrowserModule?

    func handle(
        _ request: Request,
        context: ServiceContext,
        next: (Request, ServiceContext) async throws -> Response
    ) async throws -> Response {
        guard request.uri.path.hasSuffix(".js") else { return try await next(request, context) }
        var response: Response
        if let browserModule, browserModule.isNamed(by: request.uri.path) {
            response = try browserModule.response(to: request)
        } else {
            response = try await next(request, context)
        }
        response.headers[.accessControlAllowOrigin] = "*"
        response.headers[.crossOriginResourcePolicy] = "cross-origin"
        return response
    }
}
