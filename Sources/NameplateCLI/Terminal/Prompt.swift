import Glibc

/// Asks a person, on standard error so that results stay alone on standard output.
enum Prompt {
    static func line(_ question: String) throws -> String {
        ask(question)
        guard let line = readLine() else { throw Failure("There was no answer.") }
        return line
    }

    /// Asks without showing what is typed; without a terminal the password is the first line of standard input.
    static func password() throws -> String {
        guard Descriptor.input.isTerminal else { return try line("") }
        var settings = termios()
        guard tcgetattr(STDIN_FILENO, &settings) == 0 else { throw Failure("This terminal can't hide a password.") }
        var hidden = settings
        hidden.c_lflag &= ~tcflag_t(ECHO)
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden)
        defer {
            tcsetattr(STDIN_FILENO, TCSAFLUSH, &settings)
            Output.note("")
        }
        return try line("Password: ")
    }

    private static func ask(_ question: String) {
        var question = question
        question.withUTF8 { try? Descriptor.error.write(UnsafeRawBufferPointer($0)) }
    }
}
