import CCurl

/// libcurl's multi handle: all transfers, their connections and their names in one place.
///
/// It belongs to the thread that made it; other threads hold a ``Waker``.
@safe final class Multi {
    /// Ends the ``Multi``'s rest from another thread, the one thing libcurl allows there.
    ///
    /// It keeps the address as a number, as it must cross threads; whoever holds it must let go of it before the
    /// ``Multi`` ends.
    struct Waker: Sendable {
        fileprivate let address: UInt

        func wake() {
            unsafe curl_multi_wakeup(UnsafeMutableRawPointer(bitPattern: address))
        }
    }

    /// Once in a process and never undone: other handles may outlive this one.
    private static let isStarted = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    private let handle: UnsafeMutableRawPointer

    init(maximumConcurrent: Int) {
        precondition(Self.isStarted, "libcurl does not start")
        guard let handle = unsafe curl_multi_init() else { preconditionFailure("no memory for libcurl") }
        unsafe self.handle = handle
        // By default the number follows the transfers under way, so a short lull would close connections.
        unsafe nameplate_multi_set_long(handle, CURLMOPT_MAXCONNECTS, maximumConcurrent)
    }

    deinit {
        unsafe curl_multi_cleanup(handle)
    }

    var waker: Waker { Waker(address: unsafe UInt(bitPattern: handle)) }

    func add(_ transfer: Transfer) -> Bool {
        unsafe curl_multi_add_handle(handle, transfer.handle) == CURLM_OK
    }

    func remove(_ transfer: Transfer) {
        unsafe _ = curl_multi_remove_handle(handle, transfer.handle)
    }

    /// Moves every transfer as far as it goes without waiting; false if libcurl cannot go on.
    func perform() -> Bool {
        var running: Int32 = 0
        return unsafe curl_multi_perform(handle, &running) == CURLM_OK
    }

    /// Waits for a socket, for the next of libcurl's own deadlines, or for the ``Waker``.
    func rest() -> Bool {
        unsafe curl_multi_poll(handle, nil, 0, 60_000, nil) == CURLM_OK
    }

    /// The next transfer that has ended.
    func nextEnded() -> (transfer: Transfer, result: CURLcode)? {
        var left: Int32 = 0
        while let message = unsafe curl_multi_info_read(handle, &left) {
            guard unsafe message.pointee.msg == CURLMSG_DONE, let transfer = unsafe owner(message.pointee.easy_handle)
            else { continue }
            return unsafe (transfer, message.pointee.data.result)
        }
        return nil
    }

    private func owner(_ easy: UnsafeMutableRawPointer) -> Transfer? {
        var owner: UnsafeMutableRawPointer?
        unsafe _ = nameplate_get_private(easy, &owner)
        return unsafe owner.map { unsafe Unmanaged<Transfer>.fromOpaque($0).takeUnretainedValue() }
    }
}
