import ArgumentParser
import Logging

/// How a service writes what it has to say.
enum LogFormat: String, Sendable, CaseIterable {
    case text, json

    init(_ text: String) throws {
        guard let format = LogFormat(rawValue: text) else {
            throw Failure("'\(text)' is not one of \(Self.allCases.map(\.rawValue).joined(separator: ", ")).")
        }
        self = format
    }

    func handler(label: String) -> any LogHandler {
        switch self {
        case .text: StreamLogHandler.standardError(label: label)
        case .json: JSONLog(label: label)
        }
    }

    /// What a person at a terminal reads as a line is a line of the log where programs read.
    func note(_ line: String) { say(line, .notice, asText: line) }

    func warn(_ line: String) { say(line, .warning, asText: "Warning: \(line)") }

    /// Runs `body`, and has the reason for its end in the log where nothing else is to stand on standard error.
    func saying(_ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch {
            guard self == .json, !(error is ExitCode) else { throw error }
            say("\(error)", .critical, asText: "")
            throw ExitCode.failure
        }
    }

    private func say(_ line: String, _ level: Logger.Level, asText text: String) {
        switch self {
        case .text: Output.note(text)
        case .json: Logger(label: "nameplate", factory: handler).log(level: level, "\(line)")
        }
    }
}
