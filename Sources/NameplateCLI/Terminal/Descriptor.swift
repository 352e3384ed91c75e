import ArgumentParser
import Glibc

/// An open file of the process, read and written without a buffer of anybody's.
struct Descriptor: Sendable {
    let number: Int32

    static let input = Descriptor(number: STDIN_FILENO)
    static let output = Descriptor(number: STDOUT_FILENO)
    static let error = Descriptor(number: STDERR_FILENO)

    var isTerminal: Bool { isatty(number) == 1 }

    /// Fills the front of `memory`, and returns how much came; 0 at the end.
    func read(into memory: UnsafeMutableRawBufferPointer) throws -> Int {
        while true {
            let count = Glibc.read(number, memory.baseAddress, memory.count)
            if count >= 0 { return count }
            guard errno == EINTR else { throw Failure("Can't read: \(String(cString: strerror(errno))).") }
        }
    }

    /// Reads to the end, and refuses more than `limit` bytes.
    func readAll(limit: Int) throws -> [UInt8] {
        var memory = [UInt8](repeating: 0, count: limit + 1)
        var filled = 0
        while filled <= limit {
            let count = try memory.withUnsafeMutableBytes { bytes in
                try read(into: UnsafeMutableRawBufferPointer(rebasing: bytes[filled...]))
            }
            if count == 0 { return Array(memory[..<filled]) }
            filled += count
        }
        throw Failure("It is longer than \(limit) bytes.")
    }

    /// Writes everything.
    ///
    /// A reader who has gone ends the program without a word, as it does for any filter.
    func write(_ bytes: UnsafeRawBufferPointer) throws {
        var rest = bytes
        while !rest.isEmpty {
            let count = Glibc.write(number, rest.baseAddress, rest.count)
            if count >= 0 {
                rest = UnsafeRawBufferPointer(rebasing: rest[count...])
            } else {
                try recover(from: errno)
            }
        }
    }

    private func recover(from error: Int32) throws {
        switch error {
        case EINTR: return
        case EAGAIN:
            var waiting = pollfd(fd: number, events: Int16(POLLOUT), revents: 0)
            poll(&waiting, 1, -1)
        // 141 is what the shell says when SIGPIPE ends a program; here that signal was ignored by whoever started us.
        case EPIPE: throw ExitCode(141)
        default: throw Failure("Can't write: \(String(cString: strerror(error))).")
        }
    }
}
