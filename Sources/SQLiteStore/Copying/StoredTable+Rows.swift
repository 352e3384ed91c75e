import GRDB
import Nameplate

/// The rows of a table, read and written whole.
extension StoredTable {
    private func parameters(_ count: Int) -> String { repeatElement("?", count: count).joined(separator: ", ") }

    func count(in database: Database) throws -> Int {
        try database.first("SELECT count(*) FROM \(name)", []) { $0[0] } ?? 0
    }

    func rows(after last: [StoredValue]?, limit: Int, in database: Database) throws -> [[StoredValue]] {
        let condition = last.map { " WHERE (\(key.list)) > (\(parameters($0.count)))" } ?? ""
        return try database.all(
            "SELECT \(columns.list) FROM \(name)\(condition) ORDER BY \(key.list) LIMIT ?",
            (last ?? []) + [.integer(Int64(limit))],
            read
        )
    }

    func lastKey(in database: Database) throws -> [StoredValue]? {
        let order = key.map { "\($0.name) DESC" }.joined(separator: ", ")
        return try database.first("SELECT \(columns.list) FROM \(name) ORDER BY \(order) LIMIT 1", [], read).map(key)
    }

    func insert(_ row: [StoredValue], into database: Database) throws {
        try database.execute("INSERT INTO \(name) (\(columns.list)) VALUES (\(parameters(columns.count)))", row)
    }

    private func read(_ row: Columns) throws -> [StoredValue] {
        var values: [StoredValue] = []
        values.reserveCapacity(columns.count)
        for (index, column) in columns.enumerated() {
            switch column.kind {
            case .integer: values.append(StoredValue(row[index] as Int64?))
            case .boolean: values.append(StoredValue(row[index] as Bool?))
            case .bytes: values.append(StoredValue(row[index] as [UInt8]?))
            case .text: values.append(try text(row, index, key: values))
            }
        }
        return values
    }

    /// A text as its bytes are: SQLite keeps what is no UTF-8, and beyond a NUL there may be more.
    private func text(_ row: Columns, _ index: Int, key: [StoredValue]) throws -> StoredValue {
        guard let bytes = row[index] as [UInt8]? else { return .null }
        guard !bytes.contains(0), let text = String(validating: bytes, as: UTF8.self) else {
            throw CopyRefusal.noText(table: name, key: describe(key), column: columns[index].name)
        }
        return .text(text)
    }

    private func describe(_ values: [StoredValue]) -> String {
        values.prefix(key.count).map { value in
            switch value {
            case .text(let text): text
            case .integer(let number): "\(number)"
            default: "?"
            }
        }.joined(separator: ", ")
    }
}
