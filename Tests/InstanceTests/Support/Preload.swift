import Subprocess
import Testing

/// What is put between the program and the system, as a library that is preloaded into it.
enum Preload {
    /// Builds the library from `Preloads/NAME.c`, and returns where it is.
    static func build(_ name: String, in folder: String) async throws -> String {
        let library = "\(folder)/\(name).so"
        let source = #filePath.replacing("Support/Preload.swift", with: "Preloads/\(name).c")
        let result = try await Subprocess.run(
            .name("clang"),
            arguments: ["-shared", "-fPIC", "-O1", "-o", library, source],
            output: .discarded,
            error: .string(limit: 1 << 16)
        )
        try #require(result.terminationStatus.isSuccess, "\(result.standardError)")
        return library
    }
}
