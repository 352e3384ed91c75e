import Glibc
import Subprocess
import Synchronization
import Testing

/// The real program, running as a process of its own that goes with the process of the tests, however that ends.
///
/// A shell stands between: it reads a pipe whose other end is here, and kills the program at the pipe's end, frozen or
/// not.
final class ProgramProcess: Sendable {
    let pid: pid_t
    private let output: AsyncStream<String>
    private let said: Mutex<[String]>
    private let supervisor: Task<Void, any Error>
    private let end: AsyncStream<Void>.Continuation

    private static let supervision = #"""
        cd /
        "$@" </dev/null 2>&1 &
        echo "pid=$!"
        exec >/dev/null 2>&1
        while read -r _; do :; done
        kill -9 $!
        """#

    /// Runs `nameplate`, by way of other programs that stand in front of it, if there are any.
    convenience init(
        _ arguments: [String],
        through programs: [String] = [],
        environment: [String: String]
    ) async throws {
        try await self.init(command: programs + ["nameplate"] + arguments, environment: environment)
    }

    init(command: [String], environment: [String: String] = [:]) async throws {
        let (output, lines) = AsyncStream<String>.makeStream()
        let (ended, end) = AsyncStream<Void>.makeStream()
        let variables = try Program.variables(environment)
        supervisor = Task {
            defer { lines.finish() }
            var options = PlatformOptions()
            options.createSession = true
            _ = try await Subprocess.run(
                .name("sh"),
                arguments: Arguments(["-c", Self.supervision, "sh"] + command),
                environment: variables,
                platformOptions: options,
                input: .inputWriter,
                output: .sequence,
                error: .discarded
            ) { execution in
                let reading = Task {
                    for try await line in execution.standardOutput.strings() { lines.yield(line) }
                    lines.finish()
                }
                for await _ in ended {}
                try await execution.standardInputWriter.finish()
                try await reading.value
            }
        }
        var first: String?
        for await line in output {
            first = line
            break
        }
        pid = try #require(first.flatMap { pid_t($0.drop { $0 != "=" }.dropFirst()) }, "\(first ?? "")")
        self.output = output
        self.end = end
        said = Mutex([])
    }

    deinit { end.finish() }

    /// Returns a line that holds `sign`, at once if there was one since the start.
    func everSays(_ sign: String) async throws -> String {
        if let line = said.withLock({ $0.first { $0.contains(sign) } }) { return line }
        return try await untilItSays(sign)
    }

    /// Returns at a line of its output that holds `sign`.
    func untilItSays(_ sign: String) async throws -> String {
        for await line in output {
            said.withLock { $0.append(line) }
            if line.contains(sign) { return line }
        }
        throw Ended(said: said.withLock { $0.suffix(20).joined(separator: "\n") })
    }

    func untilItEnds() async {
        for await line in output { said.withLock { $0.append(line) } }
    }

    func signal(_ signal: Int32) { kill(pid, signal) }

    /// Ends it, and returns when it is gone.
    func remove() async throws {
        end.finish()
        try await supervisor.value
    }

    struct Ended: Error {
        let said: String

        /// Whether it was ended, and did not end itself for a reason that it said.
        var isWithoutError: Bool { !said.contains("Error:") }
    }
}
