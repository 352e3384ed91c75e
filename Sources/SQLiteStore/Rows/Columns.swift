import FoundationEssentials
import GRDB
import Nameplate

/// The columns of the row on which a statement stands, read in place.
///
/// GRDB's own `Row` makes a dictionary of its columns' names for every statement that runs; here a column is a number.
/// The schema's NOT NULL, and its STRICT, are what the reading of a plain value relies on. The first column of every
/// statement must not be NULL, since a value that is read by itself has to be there.
struct Columns: StoredRow, DatabaseValueConvertible, StatementColumnConvertible {
    private let statement: SQLiteStatement

    init(sqliteStatement: SQLiteStatement, index: CInt) { statement = sqliteStatement }

    /// A row is read and never bound or copied.
    var databaseValue: DatabaseValue { .null }
    static func fromDatabaseValue(_ dbValue: DatabaseValue) -> Columns? { nil }

    subscript(index: Int) -> Int64 { Int64(sqliteStatement: statement, index: CInt(index)) }
    subscript(index: Int) -> Bool { self[index] as Int64 != 0 }
    subscript(index: Int) -> String { String(sqliteStatement: statement, index: CInt(index)) }

    subscript(index: Int) -> Int64? { Int64.fromStatement(statement, atUncheckedIndex: CInt(index)) }
    subscript(index: Int) -> Bool? { (self[index] as Int64?).map { $0 != 0 } }
    subscript(index: Int) -> String? { String.fromStatement(statement, atUncheckedIndex: CInt(index)) }
    subscript(index: Int) -> [UInt8]? {
        Data.fromStatement(statement, atUncheckedIndex: CInt(index)).map(Array.init)
    }
}
