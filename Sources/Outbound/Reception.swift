/// What one transfer has received so far, and the limits it must keep.
///
/// libcurl's callbacks fill it on the loop's thread; it stays with its easy handle and is emptied between transfers.
final class Reception {
    /// No honest server sends more; it also ends an endless row of interim answers.
    private static let maximumHead = 64 * 1024

    private(set) var refusedAddress = false
    private(set) var isTooLarge = false
    private(set) var head: [UInt8] = []
    private(set) var body: [UInt8] = []
    private var headBytes = 0
    private var target = OutboundRequest.Target.untrusted
    private let maximumBody: Int

    init(maximumBody: Int) {
        self.maximumBody = maximumBody
    }

    func begin(_ target: OutboundRequest.Target) {
        self.target = target
        refusedAddress = false
        isTooLarge = false
        headBytes = 0
        head = []
        body = []
    }

    var isUnguarded: Bool { target == .configured }

    /// Notes a refusal, since libcurl itself reports it as a failed connection.
    func allows(_ address: InternetAddress?) -> Bool {
        if isUnguarded || address?.isPublic == true { return true }
        refusedAddress = true
        return false
    }

    func take(head line: UnsafeRawBufferPointer) -> Bool {
        headBytes += line.count
        guard headBytes <= Self.maximumHead else { return refuse() }
        // Only the last answer counts: a 103, for one, comes with headers of its own.
        if unsafe line.starts(with: "HTTP/".utf8) { head.removeAll(keepingCapacity: true) }
        unsafe head.append(contentsOf: line)
        return true
    }

    func take(body part: UnsafeRawBufferPointer) -> Bool {
        guard body.count + part.count <= maximumBody else { return refuse() }
        unsafe body.append(contentsOf: part)
        return true
    }

    private func refuse() -> Bool {
        isTooLarge = true
        return false
    }
}
