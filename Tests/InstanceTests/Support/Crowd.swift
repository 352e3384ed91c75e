import Glibc
import Testing

/// Many connections to one service, held open by somebody who may never say a whole request.
final class Crowd {
    private var sockets: [Int32] = []
    private let port: Int

    init(at instance: Instance) { port = instance.port }

    deinit { leave() }

    /// Opens so many more, and says `text` on each.
    func grow(by count: Int, saying text: String = "") throws {
        for _ in 0..<count {
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
            try #require(descriptor >= 0)
            sockets.append(descriptor)
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = in_port_t(port).bigEndian
            address.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
            let result = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
            try #require(result == 0)
            // What doesn't fit is not read by a service that waits for no such connection: then it is enough.
            let flags = Int32(MSG_NOSIGNAL | MSG_DONTWAIT)
            if !text.isEmpty { send(descriptor, text, text.utf8.count, flags) }
        }
    }

    func leave() {
        for descriptor in sockets { close(descriptor) }
        sockets = []
    }
}
