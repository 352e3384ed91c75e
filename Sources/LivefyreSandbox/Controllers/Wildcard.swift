/// A search pattern of the Users page: text to be found anywhere, or, with `*` in it, a pattern for the whole.
struct Wildcard: Sendable {
    private let pieces: [String]

    init(_ pattern: String) {
        let pieces = pattern.lowercased().split(separator: "*", omittingEmptySubsequences: false).map(String.init)
        self.pieces = pieces.count > 1 ? pieces : [""] + pieces + [""]
    }

    @Sendable func matches(_ text: String) -> Bool {
        var rest = text.lowercased()[...]
        guard let first = pieces.first, let last = pieces.last, rest.hasPrefix(first) else { return false }
        rest = rest.dropFirst(first.count)
        for piece in pieces.dropFirst().dropLast() where !piece.isEmpty {
            guard let found = rest.firstRange(of: piece) else { return false }
            rest = rest[found.upperBound...]
        }
        return rest.hasSuffix(last)
    }
}
