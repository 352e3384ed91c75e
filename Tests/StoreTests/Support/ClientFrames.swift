/// What a client of PostgreSQL says, in pieces that belong together: each ends where it waits for an answer.
struct ClientFrames {
    struct Pipeline {
        var bytes: [UInt8] = []
        /// All that was said since the last COMMIT.
        var transaction: [UInt8] = []
        var isCommit = false
    }

    private var buffer: [UInt8] = []
    private var isStarted = false
    private var pipeline = Pipeline()
    /// The names under which COMMIT was prepared.
    private var commits: Set<[UInt8]> = []

    mutating func take(_ bytes: [UInt8]) -> [Pipeline] {
        buffer += bytes
        var done: [Pipeline] = []
        while let frame = nextFrame() {
            pipeline.bytes += frame
            pipeline.transaction += frame
            note(frame)
            guard Self.isWaiting(after: frame) || !isStarted else { continue }
            isStarted = true
            done.append(pipeline)
            pipeline = Pipeline(transaction: pipeline.isCommit ? [] : pipeline.transaction)
        }
        return done
    }

    /// The first has no letter before its length.
    private mutating func nextFrame() -> [UInt8]? {
        let start = isStarted ? 1 : 0
        guard buffer.count >= start + 4 else { return nil }
        let length = buffer[start..<start + 4].reduce(0) { $0 << 8 | Int($1) } + start
        guard buffer.count >= length else { return nil }
        defer { buffer.removeFirst(length) }
        return Array(buffer[..<length])
    }

    private mutating func note(_ frame: [UInt8]) {
        let texts = frame.dropFirst(5).split(separator: 0, maxSplits: 2, omittingEmptySubsequences: false)
        guard isStarted, texts.count > 1 else { return }
        switch frame.first {
        case UInt8(ascii: "P") where texts[1].elementsEqual("COMMIT".utf8): commits.insert(Array(texts[0]))
        case UInt8(ascii: "B") where commits.contains(Array(texts[1])): pipeline.isCommit = true
        default: break
        }
    }

    /// Sync, what is said of a password, and the end.
    private static func isWaiting(after frame: [UInt8]) -> Bool {
        ["S", "p", "X", "Q"].contains { frame.first == UInt8(ascii: $0) }
    }
}
