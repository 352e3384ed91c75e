import Foundation
import Synchronization

/// A WebDriver server on a port that it chose, which ends with the test run.
///
/// A shell watches a pipe that only this process holds open: however the run ends, the pipe closes, and the shell then
/// ends the driver and each browser that it started.
final class DriverProcess: Sendable {
    let port: Int
    private let output: Mutex<String>
    private let lifeline: FileHandle

    /// What it has written so far, for a failure's message.
    var said: String { output.withLock { $0 } }

    /// Starts `command` in a session of its own; its output names the port after `announcement`.
    init(command: String, announcement: String) async throws {
        let (pieces, continuation) = AsyncStream.makeStream(of: Data.self)
        let (lifeline, stdout) = (Pipe(), Pipe())
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/setsid")
        process.arguments = ["sh", "-c", Self.script(command)]
        process.standardInput = lifeline
        process.standardOutput = stdout
        process.standardError = stdout
        stdout.fileHandleForReading.readabilityHandler = { handle in
            let data = handle.availableData
            if data.isEmpty {
                handle.readabilityHandler = nil
                continuation.finish()
            } else {
                continuation.yield(data)
            }
        }
        try process.run()
        self.lifeline = lifeline.fileHandleForWriting
        var said = ""
        var port: Int?
        for await piece in pieces {
            said += String(decoding: piece, as: UTF8.self)
            port = said.firstRange(of: announcement).flatMap { Int(said[$0.upperBound...].prefix { $0.isNumber }) }
            if port != nil { break }
        }
        guard let port else { throw DidNotStart(command: command, said: said) }
        self.port = port
        output = Mutex(said)
        stdout.fileHandleForReading.readabilityHandler = { [weak self] handle in
            let data = handle.availableData
            if data.isEmpty { handle.readabilityHandler = nil }
            self?.output.withLock { $0 += String(decoding: data, as: UTF8.self) }
        }
    }

    deinit {
        // Foundation keeps the pipe for as long as the shell runs.
        try? lifeline.close()
    }

    /// Only processes of the shell's own session are ended, all but itself, and profiles go with their folder.
    private static func script(_ command: String) -> String {
        """
        TMPDIR=$(mktemp -d) && export TMPDIR HOME=$TMPDIR
        \(command) </dev/null &
        cat >/dev/null
        for process in $(pgrep -s $$); do [ "$process" = $$ ] || kill -KILL "$process"; done
        rm -rf "$TMPDIR"
        """
    }

    struct DidNotStart: Error, CustomStringConvertible {
        let command: String
        let said: String

        var description: String { "'\(command)' did not start: \(said)" }
    }
}
