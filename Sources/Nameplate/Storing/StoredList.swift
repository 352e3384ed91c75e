/// A list in one column: its entries with a space between.
///
/// An empty text is an empty list; NULL is none.
package enum StoredList {
    package static func text(_ entries: [String]) -> String { entries.joined(separator: " ") }

    package static func entries(_ text: String) -> [String] { text.split(separator: " ").map(String.init) }
}

extension EmailNotifications {
    /// Reads `comments=often replies=never …`.
    init(stored text: String) {
        self.init()
        for (name, value) in pairs(text) {
            guard let kind = Self.kinds.first(where: { $0.name == name }),
                let frequency = Frequency(rawValue: String(value))
            else { continue }
            self[keyPath: kind.path] = frequency
        }
    }

    var stored: String {
        StoredList.text(Self.kinds.map { "\($0.name)=\(self[keyPath: $0.path].rawValue)" })
    }
}

extension DisplayRules {
    /// `bio=true location=false`; what isn't there is not said.
    init(stored text: String) {
        self.init()
        for (name, value) in pairs(text) {
            guard let rule = Self.rules.first(where: { $0.name == name }) else { continue }
            self[keyPath: rule.path] = value == "true"
        }
    }

    var stored: String {
        StoredList.text(Self.rules.compactMap { rule in self[keyPath: rule.path].map { "\(rule.name)=\($0)" } })
    }
}

private func pairs(_ text: String) -> [(Substring, Substring)] {
    text.split(separator: " ").compactMap { pair in
        guard let sign = pair.firstIndex(of: "=") else { return nil }
        return (pair[..<sign], pair[pair.index(after: sign)...])
    }
}
