import Subprocess

extension ScratchFolder {
    /// Starts a program that stays, and returns when a line of its standard error holds `sign`; it ends with the folder.
    func runUntilItSays(_ sign: String, _ program: String, _ arguments: [String]) async throws {
        let (lines, said) = AsyncStream<String>.makeStream()
        let running = Task { [path, account] in
            defer { said.finish() }
            _ = try await Subprocess.run(
                .name("sh"),
                arguments: Arguments(
                    ["-c", #"cd "$1" && shift && exec "$@""#, "sh", path] + account.prefix + [program] + arguments
                ),
                environment: Shell.environment,
                input: .none,
                output: .discarded,
                error: .sequence
            ) { execution in
                for try await line in execution.standardError.strings() { said.yield(line) }
            }
        }
        var text = ""
        for await line in lines {
            text += line
            if line.contains(sign) { return }
        }
        try await running.value
        throw CommandFailure(command: program, status: "ended", said: text)
    }
}
