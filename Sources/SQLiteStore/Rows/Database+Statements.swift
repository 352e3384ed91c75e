import GRDB

/// The values of a statement's parameters, in their order.
typealias Bindings = [any StatementBinding]

extension Database {
    func execute(_ sql: String, _ bindings: Bindings) throws {
        let rows = try rows(of: sql, bindings)
        while try rows.next() != nil {}
    }

    /// Reads the first row in place, and runs the statement to its end.
    func first<Value>(_ sql: String, _ bindings: Bindings, _ read: (Columns) throws -> Value) throws -> Value? {
        let rows = try rows(of: sql, bindings)
        guard let row = try rows.next() else { return nil }
        let value = try read(row)
        while try rows.next() != nil {}
        return value
    }

    func all<Value>(_ sql: String, _ bindings: Bindings, _ read: (Columns) throws -> Value) throws -> [Value] {
        let rows = try rows(of: sql, bindings)
        var values: [Value] = []
        while let row = try rows.next() { values.append(try read(row)) }
        return values
    }

    /// Binds straight to the statement: GRDB's `StatementArguments` copy every value three times on the way there.
    private func rows(of sql: String, _ bindings: Bindings) throws -> FastDatabaseValueCursor<Columns> {
        let statement = try cachedStatement(sql: sql)
        // Forgets what was bound before, and has GRDB take what is bound now as it is.
        statement.setUncheckedArguments(StatementArguments())
        for (index, value) in bindings.enumerated() {
            let code = ResultCode(rawValue: value.bind(to: statement.sqliteStatement, at: CInt(index + 1)))
            guard code == .SQLITE_OK else { throw DatabaseError(resultCode: code, sql: sql) }
        }
        return try Columns.fetchCursor(statement)
    }
}
