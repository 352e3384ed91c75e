import FoundationEssentials
import Glibc
import Subprocess
import Testing

/// What the kernel says of a running program, and how much it lets it have.
extension ProgramProcess {
    /// Processor time that it has used, by all its threads.
    var processorTime: Duration {
        get throws {
            let text = try String(contentsOf: URL(filePath: "/proc/\(pid)/stat"), encoding: .utf8)
            // The name in parentheses may hold spaces; the third word of proc(5) is the first after it.
            let words = text.split(separator: ")").last?.split(separator: " ") ?? []
            let ticks = try [11, 12].map { try #require(words.count > $0 ? Int(words[$0]) : nil) }.reduce(0, +)
            return .seconds(Double(ticks) / Double(sysconf(Int32(_SC_CLK_TCK))))
        }
    }

    var openDescriptors: Int {
        get throws { try FileManager.default.contentsOfDirectory(atPath: "/proc/\(pid)/fd").count }
    }

    /// Kilobytes, by the name that /proc gives to the figure: `VmRSS` is in memory, `VmData` is what RLIMIT_DATA bounds.
    func kilobytes(_ name: String) throws -> Int {
        let text = try String(contentsOf: URL(filePath: "/proc/\(pid)/status"), encoding: .utf8)
        let line = text.split(separator: "\n").first { $0.hasPrefix("\(name):") }
        return try #require(line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) })
    }

    /// Lets it have no more data from now on: what it asks for beyond is refused by the kernel.
    func limitData(kilobytes: Int) async throws {
        let result = try await Subprocess.run(
            .name("prlimit"),
            arguments: ["--pid=\(pid)", "--data=\(kilobytes * 1024):\(kilobytes * 1024)"],
            output: .discarded,
            error: .string(limit: 1 << 12)
        )
        try #require(result.terminationStatus.isSuccess, "\(result.standardError)")
    }
}
