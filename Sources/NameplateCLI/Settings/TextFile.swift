import Glibc

/// A small text file, read whole.
struct TextFile {
    private static let longest = 64 * 1024
    /// Milliseconds.
    private static let patience: Int32 = 5000

    let text: String
    private let path: String
    private let mode: mode_t

    /// - Throws: ``Failure``, which names the path.
    init(_ path: String) throws {
        self.path = path
        // A pipe that nobody writes to any more would keep whoever opens it for ever.
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { throw Failure("'\(path)' can't be read: \(String(cString: strerror(errno))).") }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0 else { throw Failure("'\(path)' can't be looked at.") }
        mode = status.st_mode
        if mode & S_IFMT == S_IFIFO { try Self.wait(for: file, path) }
        do {
            let bytes = try Descriptor(number: file).readAll(limit: Self.longest)
            guard let text = String(validating: bytes, as: UTF8.self) else { throw Failure("It is not UTF-8.") }
            self.text = text
        } catch let failure as Failure {
            throw Failure("'\(path)': \(failure)")
        }
    }

    private static func wait(for pipe: Int32, _ path: String) throws {
        var waiting = pollfd(fd: pipe, events: Int16(POLLIN), revents: 0)
        guard poll(&waiting, 1, patience) == 1 else { throw Failure("'\(path)' is a pipe from which nothing came.") }
        _ = fcntl(pipe, F_SETFL, 0)
    }

    /// Refuses a file with a secret that anybody but its owner may use (promises.md S59).
    ///
    /// Pipes, such as a shell's `<(…)`, are nobody else's, whatever their mode says.
    func checkPrivacy() throws {
        guard mode & S_IFMT == S_IFREG, mode & 0o077 != 0 else { return }
        let bits = String(mode & 0o777, radix: 8)
        throw Failure("'\(path)' holds a secret and others may use it (mode 0\(bits)). Run: chmod 600 \(path)")
    }
}
