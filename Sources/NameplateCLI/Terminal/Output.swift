/// What people and programs read: results on standard output, and everything else on standard error.
enum Output {
    static func result(_ line: String) throws {
        try write(line, to: .output)
    }

    /// Where even this can't be written there is nobody left to tell.
    static func note(_ line: String) {
        try? write(line, to: .error)
    }

    /// A part of a line.
    static func part(_ text: String) {
        var text = text
        text.withUTF8 { try? Descriptor.error.write(UnsafeRawBufferPointer($0)) }
    }

    private static func write(_ line: String, to descriptor: Descriptor) throws {
        var line = line
        line.append("\n")
        try line.withUTF8 { try descriptor.write(UnsafeRawBufferPointer($0)) }
    }
}
