import HTTPTypes
import Hummingbird
import Logging

/// The pages and the browser module, from the folder that the operator names.
///
/// Only what has no route of its own gets here.
struct PublicFiles {
    let directory: String
    let logger: Logger

    var middleware: FileMiddleware<ServiceContext, LocalFileSystem> {
        FileMiddleware(
            directory,
            cacheControl: .init([(MediaType(type: .any), [CacheControl.Value.noCache])]),
            searchForIndexHtml: true,
            logger: logger
        )
        .withAdditionalMediaType(MediaType(type: .text, subType: "yaml"), mappedToFileExtension: "yaml")
    }
}

/// Lets pages of any origin import the browser module, which holds no secret.
struct SharedModules: RouterMiddleware {
    typealias Context = ServiceContext

    func handle(
        _ request: Request,
        context: ServiceContext,
        next: (Request, ServiceContext) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        guard request.uri.path.hasSuffix(".js") else { return response }
        response.headers[.accessControlAllowOrigin] = "*"
        response.headers[.crossOriginResourcePolicy] = "cross-origin"
        return response
    }
}
