import Hummingbird
import NIOCore

/// What is known of a request besides itself.
struct ServiceContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// The peer's address as the socket has it; a proxy's, when there is one.
    let peerAddress: String?

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        peerAddress = source.channel.remoteAddress?.ipAddress
    }
}
