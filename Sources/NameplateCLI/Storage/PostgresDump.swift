import PostgresStore
import Subprocess

/// A backup by PostgreSQL's own programs, which know how to read every table at one moment and how to write it again.
struct PostgresDump {
    private let environment: Environment

    init(_ address: PostgresAddress) throws {
        var variables = try address.environment()
        variables["PGAPPNAME"] = "nameplate backup"
        // Everything else is inherited, PGPASSFILE among it.
        let updates = variables.map { (Environment.Key(stringLiteral: $0), Optional($1)) }
        environment = .inherit.updating(Dictionary(uniqueKeysWithValues: updates))
    }

    func write(to path: String) async throws {
        let verbose = Descriptor.error.isTerminal ? ["--verbose"] : []
        _ = try await run(
            "pg_dump",
            ["--format=custom", "--schema=nameplate", "--no-password", "--lock-wait-timeout=30s", "--file=\(path)"]
                + verbose
        )
        let contents = try await run("pg_restore", ["--list", path])
        guard contents.contains(" TABLE DATA nameplate profile ") else {
            throw Failure("There is nothing to back up: the database has no tables of this program.")
        }
    }

    /// Returns what it says; what goes wrong it says itself, on standard error.
    private func run(_ program: String, _ arguments: [String]) async throws -> String {
        do {
            let run = try await Subprocess.run(
                .name(program),
                arguments: Arguments(arguments),
                environment: environment,
                output: .string(limit: 1 << 20),
                error: .currentStandardError
            )
            guard run.terminationStatus.isSuccess else { throw Failure("\(program) could not do it.") }
            return run.standardOutput
        } catch let error as SubprocessError where error.code == .executableNotFound {
            throw Failure(
                "There is no \(program) on the PATH. Install PostgreSQL's client programs, of the server's version or a "
                    + "later one (Debian: postgresql-client)."
            )
        }
    }
}
