import FoundationEssentials
import Glibc
import Testing

/// The wall clock of a program into which `Preloads/clock_step.c` is preloaded: the machine's, put forward or back.
struct SteppedClock: Sendable {
    private let file: String
    private let library: String

    var environment: [String: String] { ["LD_PRELOAD": library, "CLOCK_STEP": file] }

    static func with(in folder: String, _ body: (SteppedClock) async throws -> Void) async throws {
        let clock = SteppedClock(
            file: "\(folder)/step",
            library: try await Preload.build("clock_step", in: folder)
        )
        try Data(repeating: 0, count: 8).write(to: URL(filePath: clock.file))
        try await body(clock)
    }

    /// Puts it so many seconds before or after the machine's, from one instruction to the next.
    func put(_ seconds: Int) throws {
        var nanoseconds = Int64(seconds) * 1_000_000_000
        let descriptor = open(file, O_WRONLY | O_CLOEXEC)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        try #require(pwrite(descriptor, &nanoseconds, 8, 0) == 8)
    }
}
