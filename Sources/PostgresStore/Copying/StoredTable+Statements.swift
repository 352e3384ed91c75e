import Nameplate

/// The statements that read and write a table's rows whole.
extension StoredTable {
    var counting: Statement { Statement("SELECT count(*) FROM \(name)") }

    /// Up to `limit` rows in the order of their keys.
    func page(after last: [StoredValue]?, limit: Int) -> Statement {
        var condition = ""
        if last != nil {
            let parameters = key.enumerated().map { "$\($0 + 2)::\($1.kind.type)" }.joined(separator: ", ")
            condition = " WHERE (\(key.list)) > (\(parameters))"
        }
        return Statement(
            "SELECT \(columns.list) FROM \(name)\(condition) ORDER BY \(key.list) LIMIT $1::int",
            stored: [.integer(Int64(limit))] + (last ?? [])
        )
    }

    var last: Statement {
        let order = key.map { "\($0.name) DESC" }.joined(separator: ", ")
        return Statement("SELECT \(columns.list) FROM \(name) ORDER BY \(order) LIMIT 1")
    }

    /// One statement for all rows, with an array for each column.
    func insertion(of rows: [[StoredValue]]) -> Statement {
        let parameters = columns.enumerated().map { "$\($0 + 1)::\($1.kind.type)[]" }.joined(separator: ", ")
        return Statement(
            "INSERT INTO \(name) (\(columns.list)) SELECT * FROM unnest(\(parameters))",
            columns.indices.map { column in rows.lazy.map { $0[column].text }.arrayText }
        )
    }

    func read(_ row: Row) -> [StoredValue] {
        columns.enumerated().map { index, column in
            switch column.kind {
            case .integer: StoredValue(row[index] as Int64?)
            case .boolean: StoredValue(row[index] as Bool?)
            case .text: StoredValue(row[index] as String?)
            case .bytes: StoredValue(row[index] as [UInt8]?)
            }
        }
    }
}

extension StoredTable.Kind {
    fileprivate var type: String {
        switch self {
        case .integer: "bigint"
        case .boolean: "boolean"
        case .text: "text"
        case .bytes: "bytea"
        }
    }
}
