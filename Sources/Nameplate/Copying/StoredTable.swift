/// A table as every store has it: its columns, the key's first, and what is in them.
package struct StoredTable: Sendable {
    package enum Kind: Sendable {
        case integer, boolean, text, bytes
    }

    package struct Column: Sendable {
        package let name: String
        package let kind: Kind
    }

    package let name: String
    package let key: [Column]
    package let columns: [Column]

    init(_ name: String, key: [Column], _ others: [Column]...) {
        self.name = name
        self.key = key
        columns = key + others.joined()
    }

    /// The key of a row that has all columns.
    package func key(of row: [StoredValue]) -> [StoredValue] { Array(row.prefix(key.count)) }
}

extension [StoredTable.Column] {
    static func integer(_ names: String...) -> Self { names.map { .init(name: $0, kind: .integer) } }
    static func boolean(_ names: String...) -> Self { names.map { .init(name: $0, kind: .boolean) } }
    static func text(_ names: String...) -> Self { names.map { .init(name: $0, kind: .text) } }
    static func bytes(_ names: String...) -> Self { names.map { .init(name: $0, kind: .bytes) } }

    /// The names with a comma between, as a statement has them.
    package var list: String { map(\.name).joined(separator: ", ") }
}
