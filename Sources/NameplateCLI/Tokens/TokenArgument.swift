import ArgumentParser

/// The token to look at; `-` is standard input.
struct TokenArgument: ParsableArguments {
    @Argument(help: "The token, or - to read it from standard input.")
    var token: String

    func read() throws -> String {
        guard token == "-" else { return token }
        let text = String(decoding: try Descriptor.input.readAll(limit: 64 * 1024), as: UTF8.self)
        return String(text.filter { !$0.isWhitespace })
    }
}
