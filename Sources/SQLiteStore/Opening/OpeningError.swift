/// Why a database file can't be opened, in words for the person who named it.
package struct OpeningError: Error, Equatable, Sendable, CustomStringConvertible {
    package enum Reason: Error, Equatable, Sendable {
        case missing
        case noFolder
        case inUse
        case readOnly
        case noRoom
        case notADatabase
        case damaged(String)
        case foreignDatabase
        case newerSchema(found: Int, known: Int)
        case unfinishedCopy(source: String)
        case other(String)
    }

    package let path: String
    package let reason: Reason

    package init(path: String, reason: Reason) {
        self.path = path
        self.reason = reason
    }

    package var description: String {
        switch reason {
        case .missing: "There is no database '\(path)'."
        case .noFolder: "The database '\(path)' can't be created: its folder doesn't exist."
        case .inUse: "The database '\(path)' is in use by another process, which holds '\(path).lock'."
        case .readOnly: "The database '\(path)' can't be written: it is read-only."
        case .noRoom: "The database '\(path)' can't be opened: its disk is full."
        case .notADatabase:
            "The file '\(path)' is not an SQLite database. If it was one, it is damaged: \(Damage.advice)"
        case .damaged(let detail): "The database '\(path)' is damaged (\(detail)). \(Damage.advice)"
        case .foreignDatabase: "The database '\(path)' belongs to another program."
        case .newerSchema(let found, let known):
            "The database '\(path)' has schema \(found), which is newer than this program's, \(known)."
        case .unfinishedCopy(let source):
            "The database '\(path)' has an unfinished copy of \(source). Run 'nameplate store copy' again: it goes on "
                + "where it was."
        case .other(let detail): "The database '\(path)' can't be opened: \(detail)"
        }
    }
}
