/// Why a copy can't begin or go on, in words for the person who asked for it.
package enum CopyRefusal: Error, Equatable, Sendable, CustomStringConvertible {
    case sameDatabase(String)
    case nothingThere(String)
    case olderSchema(String, found: Int, known: Int)
    /// Others work with the data.
    case inUse(String, detail: String)
    case notEmpty(String, table: String)
    case otherCopy(String, source: String)
    case noText(table: String, key: String, column: String)
    case brokenOff(String, detail: String)

    package var description: String {
        switch self {
        case .sameDatabase(let place): "Both addresses lead to the same database, \(place)."
        case .nothingThere(let place): "There is nothing to copy at \(place): it has no tables of this program."
        case .olderSchema(let place, let found, let known):
            "The schema of \(place) is at \(found) and this program's at \(known), and what is copied is only read. "
                + "Run: nameplate migrate --database \(place)"
        case .inUse(let place, let detail):
            "\(place) is in use: \(detail). Stop every instance of the service, and run this again."
        case .notEmpty(let place, let table):
            "\(place) has rows of its own (in \(table)), and nothing was changed there. Copy into an empty database. If a "
                + "copy broke off there at its very end, it is complete."
        case .otherCopy(let place, let source):
            "\(place) has an unfinished copy of \(source), and nothing was changed there. Finish that, or copy into an "
                + "empty database."
        case .noText(let table, let key, let column):
            "The row '\(key)' of \(table) can't be copied: its \(column) has a NUL character or is no UTF-8, which "
                + "PostgreSQL can't keep."
        case .brokenOff(let place, let detail):
            "The copy broke off: \(place): \(detail) Run the same command again: it goes on where it was."
        }
    }
}
