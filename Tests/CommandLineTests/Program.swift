import Glibc
import Subprocess
import Testing

/// The real program, as its user calls it.
struct Program {
    /// How one call of it ended.
    struct Run {
        let status: TerminationStatus
        let output: String
        let error: String

        var lines: [String] { output.split(separator: "\n").map(String.init) }
        /// What it said, without warnings: the keys of these tests are weak.
        var complaint: String {
            error.split(separator: "\n").filter { !$0.hasPrefix("Warning: ") }.joined(separator: "\n")
        }
    }

    static let key = "testkeytest"
    static let network = "labs.fyre.co"
    static let keyed = ["NAMEPLATE_NETWORK": network, "NAMEPLATE_NETWORK_KEY": key]

    static func run(
        _ arguments: String...,
        environment: [String: String] = [:],
        input: String = ""
    ) async throws -> Run {
        try await run(arguments, environment: environment, input: input)
    }

    static func run(
        _ arguments: [String],
        environment: [String: String] = [:],
        input: String = ""
    ) async throws -> Run {
        try await run(.name("nameplate"), arguments, environment, input)
    }

    /// Runs a line of shell in which `nameplate` is the program.
    static func shell(_ script: String, environment: [String: String] = [:]) async throws -> Run {
        try await run(.name("sh"), ["-c", script], environment, "")
    }

    private static func run(
        _ executable: Executable,
        _ arguments: [String],
        _ environment: [String: String],
        _ input: String
    ) async throws -> Run {
        let result = try await Subprocess.run(
            executable,
            arguments: Arguments(arguments),
            environment: try variables(environment),
            input: .string(input),
            output: .string(limit: 1 << 26),
            error: .string(limit: 1 << 20)
        )
        return Run(
            status: result.terminationStatus,
            output: result.standardOutput,
            error: result.standardError
        )
    }

    /// Nothing is inherited, so that no setting of the machine that runs the tests counts.
    static func variables(_ environment: [String: String]) throws -> Environment {
        let variables = environment.map { "\($0.key)=\($0.value)" } + ["PATH=\(try folder()):/usr/bin:/bin"]
        return .custom(variables.map { Array($0.utf8) + [0] })
    }

    /// The program is built beside the tests.
    private static func folder() throws -> String {
        let path = try #require(realpath("/proc/self/exe", nil))
        defer { free(path) }
        let program = String(cString: path)
        let candidates = [program, CommandLine.arguments[0]] + CommandLine.arguments
        return try #require(candidates.lazy.compactMap(folder).first { access("\($0)/nameplate", X_OK) == 0 })
    }

    private static func folder(of path: String) -> String? {
        path.lastIndex(of: "/").map { String(path[..<$0]) }
    }
}
