import Glibc

/// What the kernel says of this process, under the names that every Prometheus client uses.
///
/// What can't be read is left out.
struct ProcessFigures {
    private(set) var residentBytes: Int?
    private(set) var openDescriptors: Int?
    private(set) var maximumDescriptors: Int?
    private(set) var startedAt: Double?
    private(set) var processorSeconds: Double?

    init() {
        if let pages = Self.words(of: "/proc/self/statm").dropFirst().first.flatMap({ Int($0) }) {
            residentBytes = pages * sysconf(Int32(_SC_PAGESIZE))
        }
        openDescriptors = Self.countDescriptors()
        maximumDescriptors = Self.limit(named: "Max open files")
        // The name in parentheses may hold spaces; the third word of proc(5) is the first after it.
        let words = Self.text(of: "/proc/self/stat").split(separator: ")").last?.split(separator: " ") ?? []
        let ticks = Double(sysconf(Int32(_SC_CLK_TCK)))
        guard words.count > 19, ticks > 0 else { return }
        if let user = Double(words[11]), let system = Double(words[12]) { processorSeconds = (user + system) / ticks }
        if let start = Double(words[19]), let boot = Self.bootTime() { startedAt = boot + start / ticks }
    }

    func write(to text: inout MetricsText) {
        text.gauge("process_resident_memory_bytes", "Memory that is in use.", residentBytes)
        text.gauge("process_open_fds", "Open descriptors: connections, files and the rest.", openDescriptors)
        text.gauge("process_max_fds", "How many descriptors may be open.", maximumDescriptors)
        text.gauge("process_start_time_seconds", "When the process started, in seconds since 1970.", startedAt)
        text.counter("process_cpu_seconds_total", "Processor time that was used.", seconds: processorSeconds)
    }

    private static func countDescriptors() -> Int? {
        guard let folder = opendir("/proc/self/fd") else { return nil }
        defer { closedir(folder) }
        var count = 0
        while readdir(folder) != nil { count += 1 }
        // Not `.`, `..`, nor the one that lists them.
        return count - 3
    }

    private static func limit(named name: String) -> Int? {
        let line = text(of: "/proc/self/limits").split(separator: "\n").first { $0.hasPrefix(name) }
        return line?.dropFirst(name.count).split(separator: " ").first.flatMap { Int($0) }
    }

    private static func bootTime() -> Double? {
        let line = text(of: "/proc/stat").split(separator: "\n").first { $0.hasPrefix("btime ") }
        return line.flatMap { Double($0.dropFirst("btime ".count)) }
    }

    private static func words(of path: String) -> [Substring] { text(of: path).split(separator: " ") }

    private static func text(of path: String) -> String {
        guard let file = fopen(path, "re") else { return "" }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 4096)
        while case let count = fread(&piece, 1, piece.count, file), count > 0 { bytes += piece[..<count] }
        return String(decoding: bytes, as: UTF8.self)
    }
}
