import Nameplate

/// What a statement gave back: its rows, copied out of libpq's memory in PostgreSQL's text form.
struct Rows: Sendable {
    private let columns: Int
    /// How many rows the statement changed or gave.
    let affected: Int
    private var bytes: [UInt8] = []
    /// Where each value lies; nil for NULL.
    private var cells: [Range<Int>?] = []

    init(columns: Int, affected: Int) {
        self.columns = columns
        self.affected = affected
    }

    mutating func appendNull() { cells.append(nil) }

    mutating func append(_ value: UnsafeRawBufferPointer) {
        let start = bytes.count
        unsafe bytes.append(contentsOf: value)
        cells.append(start..<bytes.count)
    }

    var count: Int { columns == 0 ? 0 : cells.count / columns }

    var first: Row? { count > 0 ? Row(rows: self, number: 0) : nil }

    func map<Value>(_ read: (Row) throws -> Value) rethrows -> [Value] {
        try (0..<count).map { try read(Row(rows: self, number: $0)) }
    }

    fileprivate func value(_ row: Int, _ column: Int) -> ArraySlice<UInt8>? {
        cells[row * columns + column].map { bytes[$0] }
    }
}

/// One of the rows.
struct Row: StoredRow {
    fileprivate let rows: Rows
    fileprivate let number: Int

    subscript(index: Int) -> Int64 { self[index] ?? 0 }
    subscript(index: Int) -> Bool { self[index] ?? false }
    subscript(index: Int) -> String { self[index] ?? "" }

    subscript(index: Int) -> Int64? {
        rows.value(number, index).map { digits in
            let isNegative = digits.first == UInt8(ascii: "-")
            let size = digits.drop { $0 == UInt8(ascii: "-") }.reduce(0 as Int64) { $0 &* 10 &+ Int64($1 & 15) }
            return isNegative ? -size : size
        }
    }

    subscript(index: Int) -> Bool? { rows.value(number, index).map { $0.first == UInt8(ascii: "t") } }
    subscript(index: Int) -> String? { rows.value(number, index).map { String(decoding: $0, as: UTF8.self) } }

    /// A `bytea`, which comes as `\x` and two digits for each byte.
    subscript(index: Int) -> [UInt8]? {
        rows.value(number, index).map { text in
            var bytes: [UInt8] = []
            var high: UInt8?
            for digit in text.dropFirst(2) {
                let value = digit & 15 + (digit >= UInt8(ascii: "a") ? 9 : 0)
                if let first = high {
                    bytes.append(first << 4 | value)
                    high = nil
                } else {
                    high = value
                }
            }
            return bytes
        }
    }
}
