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
