import FoundationEssentials
import Glibc
import Subprocess
import Testing

/// A small file system of its own, in memory, for a database that is to run out of room.
///
/// It is mounted where only the programs see it that go by way of ``programs``, and it goes with the process of the
/// tests, however that ends: a process holds the mount, and nothing else does.
struct Volume: Sendable {
    /// Where it is for those programs.
    private let folder: String
    private let holder: ProgramProcess

    var database: String { "sqlite:\(folder)/nameplate.db" }

    /// What stands before a program that is to see it.
    var programs: [String] { ["nsenter", "--target=\(holder.pid)", "--mount"] }

    /// Where it is for this process.
    private var visible: String { "/proc/\(holder.pid)/root\(folder)" }

    static func with(kilobytes: Int, _ body: (Volume) async throws -> Void) async throws {
        try #require(geteuid() == 0, "Only root can mount a file system.")
        try await withFolder { folder in
            let script =
                "mount -t tmpfs -o size=\(kilobytes)k,mode=700 volume \"$1\" && echo mounted && exec sleep infinity"
            let holder = try await ProgramProcess(
                command: ["unshare", "--mount", "sh", "-c", script, "sh", folder]
            )
            let outcome: Result<Void, any Error>
            do {
                _ = try await holder.untilItSays("mounted")
                outcome = .success(try await body(Volume(folder: folder, holder: holder)))
            } catch {
                outcome = .failure(error)
            }
            try await holder.remove()
            try outcome.get()
        }
    }

    /// Leaves no byte of room.
    func fill() throws {
        let descriptor = open("\(visible)/filling", O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        for size in [4096, 1] {
            let bytes = [UInt8](repeating: 0, count: size)
            while write(descriptor, bytes, size) == size {}
            try #require(errno == ENOSPC)
        }
    }

    func makeRoom() throws { try #require(unlink("\(visible)/filling") == 0) }

    func remount(_ option: String) async throws {
        let command = programs + ["mount", "-o", "remount,\(option)", folder]
        let result = try await Subprocess.run(
            .name(command[0]),
            arguments: Arguments(Array(command.dropFirst())),
            output: .discarded,
            error: .string(limit: 1 << 12)
        )
        try #require(result.terminationStatus.isSuccess, "\(result.standardError)")
    }
}
