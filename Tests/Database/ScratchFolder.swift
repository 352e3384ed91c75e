import Foundation
import Glibc
import Subprocess

/// A folder that goes, with every process that stands in it, when it is removed, when nobody holds it any more, and
/// when the process that made it ends in any way, `kill -9` included.
///
/// A shell of its own session holds the read end of a pipe whose write end is here. No other child gets the write end
/// (it closes at exec), so the shell reads the pipe's end as soon as this process is no more.
final class ScratchFolder: Sendable {
    let path: String
    /// Who owns it, and runs what is run in it.
    let account: Account
    private let supervisor: Task<Void, any Error>
    private let end: AsyncStream<Void>.Continuation

    init() async throws {
        let account = try Account.ofServers.get()
        let path = try Self.make(for: account)
        let (ended, end) = AsyncStream<Void>.makeStream()
        let (started, start) = AsyncStream<Void>.makeStream()
        supervisor = Task {
            defer { start.finish() }
            var options = PlatformOptions()
            options.createSession = true
            _ = try await Subprocess.run(
                .name("sh"),
                arguments: ["-c", Shell.standing + Shell.supervision, "sh", path],
                environment: Shell.environment,
                platformOptions: options,
                input: .inputWriter,
                output: .discarded,
                error: .discarded
            ) { execution in
                start.yield()
                for await _ in ended {}
                try await execution.standardInputWriter.finish()
            }
        }
        self.path = path
        self.account = account
        self.end = end
        // It ends empty when there could be no supervisor.
        for await _ in started { return }
        try await supervisor.value
    }

    deinit { end.finish() }

    /// Ends everything that stands in it, and returns when it is gone.
    func remove() async throws {
        end.finish()
        try await supervisor.value
    }

    private static func make(for account: Account) throws -> String {
        // A short name: the address of a socket has 107 bytes.
        var template = Array("\(FileManager.default.temporaryDirectory.path)/nameplate-pg.XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil, let real = realpath(template, nil) else {
            throw CommandFailure(command: "mkdtemp", status: "\(errno)", said: String(cString: strerror(errno)))
        }
        defer { free(real) }
        let path = String(cString: real)
        if let identity = account.identity { chown(path, identity.user, identity.group) }
        return path
    }
}

extension ScratchFolder {
    /// Runs a program in it, as its account, and returns what it wrote.
    ///
    /// A shell gives it its input: a program that ends before it has read that must not end this process.
    @discardableResult
    func run(_ program: String, _ arguments: [String], input: String = "") async throws -> String {
        let result = try await Subprocess.run(
            .name("sh"),
            arguments: Arguments(
                ["-c", #"cd "$1" && input=$2 && shift 2 && printf %s "$input" | "$@""#, "sh", path, input]
                    + account.prefix + [program] + arguments
            ),
            environment: Shell.environment,
            input: .none,
            output: .string(limit: 1 << 26),
            error: .string(limit: 1 << 20)
        )
        guard result.terminationStatus == .exited(0) else {
            throw CommandFailure(
                command: ([program] + arguments).joined(separator: " "),
                status: "\(result.terminationStatus)",
                said: result.standardError
            )
        }
        return result.standardOutput
    }

    /// Runs a line of shell that knows ``Shell/standing``, as oneself: what it does is done to others' processes.
    func command(_ line: String, _ arguments: String...) async throws {
        let result = try await Subprocess.run(
            .name("sh"),
            arguments: Arguments(["-c", Shell.standing + line, "sh"] + arguments),
            environment: Shell.environment,
            output: .discarded,
            error: .string(limit: 1 << 20)
        )
        guard result.terminationStatus == .exited(0) else {
            throw CommandFailure(command: line, status: "\(result.terminationStatus)", said: result.standardError)
        }
    }

    /// Writes a file that nobody but its account may change.
    func write(_ text: String, to name: String) throws {
        let file = "\(path)/\(name)"
        try Data(text.utf8).write(to: URL(filePath: file))
        if let identity = account.identity { chown(file, identity.user, identity.group) }
        chmod(file, 0o600)
    }
}
