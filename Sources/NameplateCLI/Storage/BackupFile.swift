import Glibc

/// A file that gets its name once it is whole and on the disk; until then it has another, and others that begin the
/// same backup are refused.
struct BackupFile {
    private static let ownSuffixes = ["", "-wal", "-shm", "-journal", ".lock"]

    private let path: String
    let partial: String
    private let isReplacing: Bool
    /// Locked, and so open to the end.
    private let descriptor: Int32

    init(_ path: String, isReplacing: Bool, of database: DatabaseAddress) throws {
        self.path = path
        self.isReplacing = isReplacing
        partial = path + ".partial"
        try Self.check(path, isReplacing: isReplacing, of: database)
        try Self.check(partial, isNoneOf: database)
        descriptor = open(partial, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.failure("'\(partial)' can't be written") }
        guard Self.isOurs(descriptor) else {
            close(descriptor)
            throw Failure("'\(partial)' is there already, and isn't a file of this user alone. Remove it.")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw Failure("Another backup to '\(path)' is under way.")
        }
        // What another left that broke off; and nobody else may read what comes.
        guard ftruncate(descriptor, 0) == 0, fchmod(descriptor, 0o600) == 0 else {
            throw Self.failure("'\(partial)' can't be written")
        }
    }

    /// Gives the file its name, and returns its size in bytes.
    func finish() throws -> Int {
        var status = stat()
        guard fsync(descriptor) == 0, fstat(descriptor, &status) == 0 else {
            throw Self.failure("'\(partial)' can't be written")
        }
        if isReplacing {
            guard rename(partial, path) == 0 else { throw Self.failure("'\(path)' can't be replaced") }
        } else {
            // Unlike a rename this never replaces what came meanwhile.
            guard link(partial, path) == 0 else { throw Self.failure("'\(path)' can't be made") }
            unlink(partial)
        }
        close(descriptor)
        try Self.synchronizeFolder(of: path)
        return Int(status.st_size)
    }

    func discard() {
        unlink(partial)
        unlink(partial + "-journal")
        close(descriptor)
    }

    private static func check(_ path: String, isReplacing: Bool, of database: DatabaseAddress) throws {
        if case .sqlite(let source) = database {
            guard access(source, F_OK) == 0 else { throw Failure("There is no database '\(source)'.") }
        }
        try check(path, isNoneOf: database)
        var status = stat()
        guard stat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFREG else { throw Failure("'\(path)' is there, and is no file.") }
        guard isReplacing else { throw Failure("'\(path)' is there already. Name another, or give --force.") }
    }

    private static func check(_ path: String, isNoneOf database: DatabaseAddress) throws {
        guard case .sqlite(let source) = database else { return }
        guard !ownSuffixes.contains(where: { isSame(path, source + $0) }) else {
            throw Failure("'\(path)' belongs to the database itself.")
        }
    }

    /// Whether it is a file that nobody else has made, or has under another name: they could read what comes.
    private static func isOurs(_ descriptor: Int32) -> Bool {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return false }
        return status.st_mode & S_IFMT == S_IFREG && status.st_uid == geteuid() && status.st_nlink == 1
    }

    /// Whether both are the same file, under whichever names.
    private static func isSame(_ one: String, _ other: String) -> Bool {
        var (first, second) = (stat(), stat())
        guard stat(one, &first) == 0, stat(other, &second) == 0 else { return false }
        return first.st_dev == second.st_dev && first.st_ino == second.st_ino
    }

    private static func synchronizeFolder(of path: String) throws {
        let slash = path.lastIndex(of: "/")
        let folder = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("'\(folder)' can't be read") }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure("'\(folder)' can't be written") }
    }

    private static func failure(_ what: String) -> Failure {
        Failure("\(what): \(String(cString: strerror(errno))).")
    }
}
