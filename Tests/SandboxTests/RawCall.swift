import Dispatch
import Glibc

/// One HTTP/1.1 exchange on a connection of its own, for the methods that the outbound client never sends.
func rawCall(_ method: String, _ path: String, port: Int, body: String = "", headers: [String] = []) async -> Answer {
    let lines =
        ["\(method) \(path) HTTP/1.1", "Host: 127.0.0.1", "Connection: close", "Content-Length: \(body.utf8.count)"]
        + headers
    let request = Array((lines.joined(separator: "\r\n") + "\r\n\r\n" + body).utf8)
    // Blocking calls belong on a thread that no task waits for.
    let bytes = await withCheckedContinuation { continuation in
        DispatchQueue.global().async { continuation.resume(returning: exchange(request, port: port)) }
    }
    let head = String(decoding: bytes, as: UTF8.self).split(separator: "\r\n\r\n", maxSplits: 1)
    let fields = head.first?.split(separator: "\r\n") ?? []
    let status = fields.first?.split(separator: " ").dropFirst().first.flatMap { Int($0) }
    return Answer(
        status: status ?? 0,
        body: head.count > 1 ? Array(head[1].utf8) : [],
        header: { name in
            fields.first { $0.lowercased().hasPrefix(name.lowercased() + ": ") }.map {
                String($0.dropFirst(name.count + 2))
            }
        }
    )
}

private func exchange(_ request: [UInt8], port: Int) -> [UInt8] {
    let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(socket) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    let connected = withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
    }
    guard connected == 0, send(socket, request, request.count, 0) == request.count else { return [] }
    var received: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 16384)
    while true {
        let count = recv(socket, &buffer, buffer.count, 0)
        guard count > 0 else { return received }
        received += buffer[..<count]
    }
}
