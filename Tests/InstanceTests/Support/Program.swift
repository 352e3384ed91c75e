import Glibc
import Subprocess
import Testing
import TestSupport

/// Where the program is and what it is told.
enum Program {
    static let network = "labs.fyre.co"

    static let keys = [
        "NAMEPLATE_NETWORK": network,
        "NAMEPLATE_NETWORK_KEY": Running.networkKey,
        "NAMEPLATE_API_KEY": Backend.key,
    ]

    /// PostgreSQL's own programs at their place: the wrappers on Debian's path would lead to the machine's clusters.
    private static let path = "/usr/lib/postgresql/15/bin:/usr/bin:/bin:/usr/sbin:/sbin"

    /// How a run of it ended.
    struct Run {
        let status: TerminationStatus
        let error: String
    }

    /// Runs it to its end.
    static func run(
        _ arguments: [String],
        through programs: [String] = [],
        environment: [String: String]
    ) async throws -> Run {
        try await run(command: programs + ["nameplate"] + arguments, environment: environment)
    }

    /// Runs any program to its end, PostgreSQL's among them.
    static func run(command: [String], environment: [String: String] = [:]) async throws -> Run {
        let result = try await Subprocess.run(
            .name(command[0]),
            arguments: Arguments(Array(command.dropFirst())),
            environment: try variables(environment),
            input: .none,
            output: .discarded,
            error: .string(limit: 1 << 20)
        )
        return Run(status: result.terminationStatus, error: result.standardError)
    }

    /// Nothing is inherited, so that no setting of the machine that runs the tests counts.
    static func variables(_ environment: [String: String]) throws -> Environment {
        let variables = environment.map { "\($0.key)=\($0.value)" } + ["PATH=\(try folder()):\(Self.path)"]
        return .custom(variables.map { Array($0.utf8) + [0] })
    }

    /// The program is built beside the tests.
    private static func folder() throws -> String {
        let path = try #require(realpath("/proc/self/exe", nil))
        defer { free(path) }
        let candidates = [String(cString: path), CommandLine.arguments[0]] + CommandLine.arguments
        return try #require(candidates.lazy.compactMap(folder).first { access("\($0)/nameplate", X_OK) == 0 })
    }

    private static func folder(of path: String) -> String? {
        path.lastIndex(of: "/").map { String(path[..<$0]) }
    }
}
