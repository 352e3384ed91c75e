/// A row that a store has read, whose columns are known by their numbers in the statement.
///
/// Asking for a plain value relies on the schema's NOT NULL.
package protocol StoredRow {
    subscript(index: Int) -> Int64 { get }
    subscript(index: Int) -> Bool { get }
    subscript(index: Int) -> String { get }
    subscript(index: Int) -> Int64? { get }
    subscript(index: Int) -> Bool? { get }
    subscript(index: Int) -> String? { get }
    subscript(index: Int) -> [UInt8]? { get }
}

extension StoredRow {
    package subscript(index: Int) -> Int { Int(self[index] as Int64) }
    package subscript(index: Int) -> Timestamp { Timestamp(milliseconds: self[index]) }
    package subscript(index: Int) -> Int? { (self[index] as Int64?).map(Int.init) }
    package subscript(index: Int) -> Timestamp? { (self[index] as Int64?).map(Timestamp.init(milliseconds:)) }
}
