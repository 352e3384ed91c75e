/// A database that everything is copied from: it is quiet and stays so, and is only read.
package protocol CopySource: Sendable {
    /// Where it is, without what is secret.
    var place: String { get }
    /// What tells it from all other databases, however it was addressed.
    var identity: String { get }

    func count(of table: StoredTable) async throws -> Int
    /// Up to `limit` rows in the order of their keys: those after `key`, or the first.
    func rows(of table: StoredTable, after key: [StoredValue]?, limit: Int) async throws -> [[StoredValue]]
    func close() async throws
}

/// A database that everything is copied to.
///
/// Rows come in the order of their keys and a page at a time, so the last key says how far a copy has come. While its
/// mark is there no service opens the database.
package protocol CopyTarget: CopySource {
    /// Of the unfinished copy in it; nil when there is none.
    func mark() async throws -> CopyMark?
    /// The first table with rows; nil when there are none.
    func filledTable() async throws -> StoredTable?
    /// Brings the tables up to date and sets the mark.
    func begin(_ mark: CopyMark, at now: Timestamp) async throws
    /// Removes all rows.
    func empty() async throws
    func lastKey(of table: StoredTable) async throws -> [StoredValue]?
    /// Adds rows in one transaction.
    func insert(_ rows: [[StoredValue]], into table: StoredTable) async throws
    /// Takes the mark away: from now on this is the service's database.
    func finish() async throws
}

/// What stands in a database whose copy is not finished.
package struct CopyMark: Equatable, Sendable {
    /// The table that it stands in, which is there as long as the mark.
    package static let table = "copying"

    /// Where the copy is from, for people.
    package let source: String
    package let identity: String
    /// The rows that are there already were found to differ from the source's.
    package var isStale: Bool

    package init(source: String, identity: String, isStale: Bool = false) {
        self.source = source
        self.identity = identity
        self.isStale = isStale
    }
}
