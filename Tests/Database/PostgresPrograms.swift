import Foundation
import Glibc
import Subprocess

/// Where PostgreSQL's own programs are.
///
/// They are called at their place: the wrappers on Debian's path would lead to the machine's clusters.
struct PostgresPrograms: Sendable {
    private let folder: String

    init() async throws {
        let base = "/usr/lib/postgresql"
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: base))?.compactMap(Int.init) ?? []
        // The version that the README names, or else the newest.
        let candidates = [15] + versions.sorted(by: >)
        let folders = candidates.map { "\(base)/\($0)/bin" } + [try await Self.configured()]
        guard let folder = folders.first(where: { access("\($0)/initdb", X_OK) == 0 }) else {
            throw MissingProgram(
                name: "initdb below \(base), nor where `pg_config --bindir` says",
                package: "postgresql-15"
            )
        }
        self.folder = folder
    }

    func path(_ name: String) -> String { "\(folder)/\(name)" }

    private static func configured() async throws -> String {
        try await Subprocess.run(
            .name("sh"),
            arguments: ["-c", "pg_config --bindir"],
            environment: Shell.environment,
            output: .string(limit: 1 << 12)
        ).standardOutput.trimmingCharacters(in: .newlines)
    }
}
