/// What a server answered; a redirect is an answer like any other.
package struct OutboundResponse: Sendable {
    package let status: Int
    package let body: [UInt8]
    /// From the start of the transfer, waiting for a free place not included, to the last byte.
    package let microseconds: Int
    /// The header lines as received: most callers ask for no header at all, so nothing is parsed before it is asked for.
    private let head: [UInt8]

    init(status: Int, head: [UInt8], body: [UInt8], microseconds: Int) {
        self.status = status
        self.head = head
        self.body = body
        self.microseconds = microseconds
    }

    /// The first header of that name, without regard to case, its surrounding blanks removed.
    package func header(_ name: String) -> String? {
        let wanted = Array(name.utf8)
        for line in head.split(whereSeparator: { $0 == lineFeed || $0 == carriageReturn }) {
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { continue }
            guard line[..<colon].elementsEqual(wanted, by: { lowercase($0) == lowercase($1) }) else { continue }
            return String(decoding: trimmed(line[(colon + 1)...]), as: UTF8.self)
        }
        return nil
    }
}

private let lineFeed = UInt8(ascii: "\n")
private let carriageReturn = UInt8(ascii: "\r")

private func lowercase(_ byte: UInt8) -> UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
}

private func trimmed(_ value: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let isBlank = { (byte: UInt8) in byte == 0x20 || byte == 0x09 }
    guard let first = value.firstIndex(where: { !isBlank($0) }), let last = value.lastIndex(where: { !isBlank($0) })
    else { return [] }
    return value[first...last]
}
