import FoundationEssentials
package import GRDB
package import Nameplate

extension StoredValue: StatementBinding {
    package func bind(to statement: SQLiteStatement, at index: CInt) -> CInt {
        switch self {
        case .null: (nil as Int64?).bind(to: statement, at: index)
        case .integer(let value): value.bind(to: statement, at: index)
        case .boolean(let value): value.bind(to: statement, at: index)
        case .text(let value): value.bind(to: statement, at: index)
        case .bytes(let value): Data(value).bind(to: statement, at: index)
        }
    }
}
