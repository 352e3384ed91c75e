/// How an id or a display name begins, by which an operator looks for users.
package struct UserSearch: Sendable, Equatable {
    /// As long as an id.
    package static let longest = 255
    package let text: String

    package init(_ text: String) throws(InvalidText) {
        // As names are stored.
        let text = PlainText.normalized(text)
        guard !text.isEmpty else { throw .empty }
        guard text.unicodeScalars.count <= Self.longest else { throw .tooLong(Self.longest) }
        try PlainText.check(text)
        self.text = text
    }

    /// What `LIKE` matches it by, where `\` has the character after it stand for itself.
    package var pattern: String {
        var pattern = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if ["%", "_", "\\"].contains(scalar) { pattern.append("\\") }
            pattern.append(scalar)
        }
        return String(pattern) + "%"
    }
}
