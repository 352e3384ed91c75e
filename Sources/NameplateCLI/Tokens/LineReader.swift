import Glibc

/// Cuts what comes from a descriptor into lines, in one piece of memory.
struct LineReader {
    private static let capacity = 128 * 1024

    private let input: Descriptor
    private var memory = [UInt8](repeating: 0, count: capacity)
    private var filled = 0
    /// How many lines were given out.
    private(set) var count = 0
    private var isAtEnd = false

    init(_ input: Descriptor) { self.input = input }

    /// Reads what is there; false once everything was read and given out.
    mutating func readMore() throws -> Bool {
        guard !isAtEnd else { return false }
        let filled = filled
        guard filled < Self.capacity else {
            throw Failure("line \(count + 1): It is longer than \(Self.capacity) bytes.")
        }
        let length = try memory.withUnsafeMutableBytes { [input] bytes in
            try input.read(into: UnsafeMutableRawBufferPointer(rebasing: bytes[filled...]))
        }
        isAtEnd = length == 0
        self.filled += length
        return self.filled > 0
    }

    /// Gives out each whole line without its line feed, and at the end the last one without; until `body` says no.
    mutating func forEach(_ body: (UnsafeBufferPointer<UInt8>) throws -> Bool) throws {
        let (filled, isAtEnd) = (filled, isAtEnd)
        var count = count
        defer { self.count = count }
        self.filled = try memory.withUnsafeMutableBufferPointer { bytes in
            guard let base = bytes.baseAddress else { return 0 }
            var start = 0
            while let feed = memchr(base + start, 10, filled - start) {
                let length = UnsafeRawPointer(base + start).distance(to: feed)
                count += 1
                guard try body(UnsafeBufferPointer(start: base + start, count: length)) else { return 0 }
                start += length + 1
            }
            if isAtEnd, start < filled {
                count += 1
                _ = try body(UnsafeBufferPointer(start: base + start, count: filled - start))
                return 0
            }
            memmove(base, base + start, filled - start)
            return filled - start
        }
    }
}
