import GRDB
import Nameplate

/// A database file as it is at one moment, copied while a service works with it.
package enum SQLiteBackup {
    /// 8 MiB, some hundredths of a second.
    private static let pagesAtATime: Int32 = 2048

    /// Copies everything to `target`, an empty file, and has SQLite look at what was written.
    ///
    /// The pages are read in one transaction: what the service commits meanwhile goes to the WAL and is not in the copy,
    /// and the copy never has to begin again. The copy is a single file, to be read without a WAL.
    ///
    /// - Parameters:
    ///   - path: The database.
    ///   - target: The empty file.
    ///   - report: Told how many of how many pages are copied.
    /// - Throws: ``OpeningError`` or ``BackupFailure``
    package static func copy(
        _ path: String,
        to target: String,
        report: @escaping (_ done: Int, _ count: Int) -> Void
    ) throws {
        do {
            let source = try DatabaseQueue(path: path, configuration: DatabaseFile.reading)
            try write(source, path, to: target, report)
            try source.close()
        } catch let reason as OpeningError.Reason {
            throw OpeningError(path: path, reason: reason)
        } catch let error as DatabaseError {
            switch error.resultCode {
            case .SQLITE_NOTADB, .SQLITE_CANTOPEN, .SQLITE_READONLY: throw OpeningError(path: path, error)
            case .SQLITE_CORRUPT: throw BackupFailure.damaged(path, found: [error.message ?? "malformed"])
            default: throw BackupFailure.brokenOff(error.message ?? "\(error.resultCode)")
            }
        }
    }

    private static func write(
        _ source: DatabaseQueue,
        _ path: String,
        to target: String,
        _ report: @escaping (_ done: Int, _ count: Int) -> Void
    ) throws {
        let copy = try DatabaseQueue(path: target)
        try copy.writeWithoutTransaction { copy in
            try source.read { source in
                // The first look at the tables is what the whole copy goes by.
                guard try Migration.lastDone(in: source) > 0 else { throw BackupFailure.nothingThere(path) }
                if let mark = try CopyMark.find(in: source) {
                    throw OpeningError.Reason.unfinishedCopy(source: mark.source)
                }
                try source.backup(to: copy, pagesPerStep: pagesAtATime) { progress in
                    report(progress.completedPageCount, progress.totalPageCount)
                }
            }
            try copy.execute(sql: "PRAGMA journal_mode = DELETE")
            let damage = try String.fetchAll(copy, sql: "PRAGMA quick_check").filter { $0 != "ok" }
            guard damage.isEmpty else { throw BackupFailure.damaged(path, found: damage) }
        }
        try copy.close()
    }
}

/// Why there is no backup, in words for the person who asked for it.
package enum BackupFailure: Error, Equatable, Sendable, CustomStringConvertible {
    case nothingThere(String)
    case damaged(String, found: [String])
    case brokenOff(String)

    package var description: String {
        switch self {
        case .nothingThere(let path): "There is nothing to back up in '\(path)': it has no tables of this program."
        case .damaged(let path, let found):
            "The copy of '\(path)' is damaged, and so that database most likely is: \(found.prefix(3).joined(separator: "; "))"
        case .brokenOff(let detail): "The backup broke off: \(detail)."
        }
    }
}
