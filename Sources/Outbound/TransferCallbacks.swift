import CCurl
import Glibc

// libcurl calls these on the loop's thread, with the transfer's reception as their last or first argument.

func takeHead(
    _ bytes: UnsafeMutablePointer<CChar>?,
    _ size: Int,
    _ count: Int,
    _ receiver: UnsafeMutableRawPointer?
) -> Int {
    guard let receiver = unsafe receiver else { return 0 }
    let line = unsafe UnsafeRawBufferPointer(start: bytes, count: size * count)
    return unsafe reception(receiver).take(head: line) ? line.count : 0
}

func takeBody(
    _ bytes: UnsafeMutablePointer<CChar>?,
    _ size: Int,
    _ count: Int,
    _ receiver: UnsafeMutableRawPointer?
) -> Int {
    guard let receiver = unsafe receiver else { return 0 }
    let part = unsafe UnsafeRawBufferPointer(start: bytes, count: size * count)
    return unsafe reception(receiver).take(body: part) ? part.count : 0
}

/// Opens the socket of a new connection unless its address is forbidden.
///
/// The guard stands here, after resolution, because a name may resolve differently each time it is asked (S51).
func openSocket(
    _ receiver: UnsafeMutableRawPointer?,
    _ purpose: curlsocktype,
    _ address: UnsafeMutablePointer<curl_sockaddr>?
) -> curl_socket_t {
    guard let receiver = unsafe receiver, let address = unsafe address,
        unsafe reception(receiver).allows(InternetAddress(address))
    else { return CURL_SOCKET_BAD }
    // libcurl's own opener lets the socket leak into child processes.
    let kind = unsafe address.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue)
    return unsafe socket(address.pointee.family, kind, address.pointee.protocol)
}

/// Looks at the peer once more before each request: a connection that a configured request opened is reused without
/// ``openSocket(_:_:_:)`` being asked.
func checkPeer(
    _ receiver: UnsafeMutableRawPointer?,
    _ peer: UnsafeMutablePointer<CChar>?,
    _ local: UnsafeMutablePointer<CChar>?,
    _ peerPort: Int32,
    _ localPort: Int32
) -> Int32 {
    guard let receiver = unsafe receiver, let peer = unsafe peer else { return CURL_PREREQFUNC_ABORT }
    let reception = unsafe reception(receiver)
    if reception.isUnguarded { return CURL_PREREQFUNC_OK }
    return unsafe reception.allows(InternetAddress(String(cString: peer))) ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
}

private func reception(_ receiver: UnsafeMutableRawPointer) -> Reception {
    unsafe Unmanaged<Reception>.fromOpaque(receiver).takeUnretainedValue()
}
