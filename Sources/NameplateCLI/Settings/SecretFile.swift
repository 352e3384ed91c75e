/// A file that holds a secret, which nobody but its owner may read.
enum SecretFile {
    /// The file's text without the line break at its end, which editors add.
    ///
    /// - Throws: ``Failure`` when it can't be read, or others can.
    static func read(_ path: String) throws -> String {
        let file = try TextFile(path)
        try file.checkPrivacy()
        return withoutLineBreak(file.text)
    }

    /// A carriage return and a line feed are one character here.
    static func withoutLineBreak(_ text: String) -> String {
        text.last?.isNewline == true ? String(text.dropLast()) : text
    }
}
