/// What people and programs read: results on standard output, and everything else on standard error.
enum Output {
    static func result(_ line: String) throws {
        try write(line, to: .output)
    }

    /// Where even this can't be written there is nobody left to tell.
    static func note(_ line: String) {
        try? write(line, to: .error)
    }

    private static func write(_ line: String, to descriptor: Descriptor) throws {
        var line = line
        line.append("\n")
        try line.withUTF8 { try descriptor.write(UnsafeRawBufferPointer($0)) }
    }
}
