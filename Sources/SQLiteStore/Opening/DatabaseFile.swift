import Dispatch
import GRDB
import Glibc
import Nameplate

/// A database file that is ours alone, with everything about it that durability hangs on.
struct DatabaseFile {
    let writer: DatabaseQueue
    let readers: Readers
    let lock: FileLock
    /// The numbers of the steps that brought the schema up to date.
    let migrations: [Int]

    init(path: String, maximumReaders: Int, now: Timestamp) throws(OpeningError) {
        let path = try Self.prepare(path)
        lock = try FileLock(besides: path)
        do {
            writer = try DatabaseQueue(path: path, configuration: Self.writing)
            migrations = try writer.writeWithoutTransaction { database in
                try Self.configure(database)
                return try Self.setUp(database, at: now)
            }
        } catch let error as OpeningError.Reason {
            throw OpeningError(path: path, reason: error)
        } catch {
            throw OpeningError(path: path, error)
        }
        readers = Readers(path: path, configuration: Self.reading, kept: maximumReaders)
    }

    /// Creates the file if need be, and returns the path without links, under which there is one lock.
    static func prepare(_ path: String) throws(OpeningError) -> String {
        // What is in it is its owner's alone; SQLite gives the same mode to the files beside it.
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw OpeningError(path: path, errorNumber: errno) }
        close(descriptor)
        guard let resolved = realpath(path, nil) else { throw OpeningError(path: path, errorNumber: errno) }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    static var writing: Configuration {
        var configuration = Configuration()
        configuration.label = "nameplate"
        configuration.journalMode = .wal
        configuration.busyMode = .timeout(5)
        // On Linux more than that is a higher priority, which only root may have: others' logs would say so line by line.
        configuration.qos = .default
        // A sorted page or a statement's journal never goes to a file of its own.
        configuration.prepareDatabase { try $0.execute(sql: "PRAGMA temp_store = MEMORY") }
        return configuration
    }

    static var reading: Configuration {
        var configuration = writing
        configuration.readonly = true
        return configuration
    }

    static func configure(_ database: Database) throws {
        // 32 MiB of pages: what a change touches of a million users stays in memory.
        try database.execute(sql: "PRAGMA cache_size = -32768")
        try database.execute(sql: "PRAGMA synchronous = FULL")
        // The WAL is overwritten in place and never cut: an overwriting sync costs a fraction of an appending one.
        try database.execute(sql: "PRAGMA journal_size_limit = -1")
        // A checkpoint writes each page once, however often it changed since the one before, and waits for the disk
        // twice: 16 MiB between two of them is far cheaper than SQLite's 4.
        try database.execute(sql: "PRAGMA wal_autocheckpoint = 4000")
        try expect("journal_mode", "wal", in: database)
        try expect("synchronous", "2", in: database)
        try expect("foreign_keys", "1", in: database)
    }

    private static func setUp(_ database: Database, at now: Timestamp) throws -> [Int] {
        if let mark = try CopyMark.find(in: database) {
            throw OpeningError.Reason.unfinishedCopy(source: mark.source)
        }
        let steps = try Migration.migrate(database, at: now)
        // The lock proves that no other worker lives, so no lease is worth anything.
        try database.execute(sql: "DELETE FROM worker")
        return steps
    }

    private static func expect(_ setting: String, _ value: String, in database: Database) throws {
        let found = try String.fetchOne(database, sql: "PRAGMA \(setting)")
        guard found == value else {
            throw OpeningError.Reason.other("\(setting) is '\(found ?? "")' and can't be set to '\(value)'.")
        }
    }
}

extension OpeningError {
    init(path: String, errorNumber: Int32) {
        let reason: Reason =
            switch errorNumber {
            case ENOENT, ENOTDIR: .noFolder
            case EWOULDBLOCK: .inUse
            case EACCES, EROFS, EPERM: .readOnly
            case ENOSPC, EDQUOT: .noRoom
            default: .other(String(cString: strerror(errorNumber)))
            }
        self.init(path: path, reason: reason)
    }

    private static func hasRoom(_ path: String) -> Bool {
        var state = statvfs()
        return statvfs(path, &state) != 0 || state.f_bavail * state.f_frsize >= 1 << 16
    }

    init(path: String, _ error: any Error) {
        guard let error = error as? DatabaseError else {
            self.init(path: path, reason: .other("\(error)"))
            return
        }
        let reason: Reason =
            switch error.resultCode {
            case .SQLITE_NOTADB: .notADatabase
            case .SQLITE_CORRUPT: .damaged(error.message ?? "malformed")
            case .SQLITE_READONLY: .readOnly
            case .SQLITE_BUSY, .SQLITE_LOCKED: .inUse
            case .SQLITE_FULL: .noRoom
            // Without room for what processes share beside the file, SQLite speaks of no more than an error.
            case .SQLITE_IOERR where !Self.hasRoom(path): .noRoom
            default: .other(error.message ?? "\(error.resultCode)")
            }
        self.init(path: path, reason: reason)
    }
}
