import Livefyre

/// The keys of one network as an operator writes them: the first signs, and what any of them signed is taken.
struct KeyList {
    /// Enough to replace one.
    static let most = 2

    let first: NetworkKey
    let others: [NetworkKey]

    var all: [NetworkKey] { [first] + others }

    /// Keys with a comma between them, as a variable has them; nothing is trimmed, since a blank is part of a key.
    init(commas text: String) throws {
        let texts = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        guard texts.count == 1 || !texts.contains(where: { $0.hasPrefix(" ") || $0.hasSuffix(" ") }) else {
            throw Failure("No blank may stand beside the comma.")
        }
        try self.init(texts)
    }

    /// Keys on a line each, as a file has them.
    init(lines text: String) throws { try self.init(Self.lines(of: text)) }

    init(_ texts: [String]) throws {
        guard texts.count <= Self.most else { throw Failure(Self.tooMany(texts.count)) }
        let keys = try texts.map { try NetworkKey($0) }
        guard let first = keys.first else { throw Failure("The network key is empty.") }
        self.first = first
        others = Array(keys.dropFirst())
    }

    static func lines(of text: String) -> [String] { text.split(whereSeparator: \.isNewline).map(String.init) }

    static func tooMany(_ count: Int) -> String { "There are \(count) keys; two are enough to replace one." }
}
