import ArgumentParser
import Livefyre
import Nameplate

/// Mints a token for each line, in order, in memory that doesn't grow with their number.
struct TokenBatch {
    let network: LivefyreNetwork
    let now: Int
    /// When tokens end whose line doesn't say how long they live.
    let expires: Int

    func run(from input: Descriptor, to output: Descriptor) throws {
        var lines = LineReader(input)
        var progress = BatchProgress()
        var tokens: [UInt8] = []
        var wrong: BatchLine.Wrong?
        while wrong == nil, try lines.readMore() {
            try lines.forEach { line in
                do {
                    try append(BatchLine(line), to: &tokens)
                    return true
                } catch let reason as BatchLine.Wrong {
                    wrong = reason
                    return false
                }
            }
            try tokens.withUnsafeBytes { try output.write($0) }
            tokens.removeAll(keepingCapacity: true)
            progress.reach(lines.count)
        }
        guard let wrong else { return }
        Output.note("line \(lines.count): \(wrong.description)")
        throw ExitCode(1)
    }

    private func append(_ line: BatchLine, to tokens: inout [UInt8]) throws {
        var expires = expires
        if let lifetime = line.lifetime {
            let (moment, overflows) = now.addingReportingOverflow(lifetime)
            guard !overflows else { throw BatchLine.Wrong("'expires_in' is too long.") }
            expires = moment
        }
        network.appendUserAuthToken(for: line.user, named: line.name, expires: expires, to: &tokens)
        tokens.append(UInt8(ascii: "\n"))
    }
}

/// Says how far a long batch is, to a person who watches.
private struct BatchProgress {
    private static let step = 1_000_000
    private let isWatched = Descriptor.error.isTerminal && !Descriptor.output.isTerminal
    private var next = step

    mutating func reach(_ count: Int) {
        guard isWatched, count >= next else { return }
        while next <= count { next += Self.step }
        Output.note("\(count) tokens")
    }
}
