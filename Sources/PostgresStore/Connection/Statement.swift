import Nameplate

/// One statement with the values of its parameters, all as PostgreSQL's texts.
struct Statement: Sendable {
    let sql: String
    let values: [String?]

    init(_ sql: String, _ values: String?...) { self.init(sql, values) }

    init(_ sql: String, _ values: [String?]) {
        self.sql = sql
        self.values = values
    }

    init(_ sql: String, stored values: [StoredValue]) {
        self.init(sql, values.map(\.text))
    }
}

extension StoredValue {
    /// What PostgreSQL reads as this value; nil for NULL.
    var text: String? {
        switch self {
        case .null: nil
        case .integer(let value): String(value)
        case .boolean(let value): value ? "t" : "f"
        case .text(let value): value
        case .bytes(let value): Self.hex(value)
        }
    }

    private static func hex(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = Array(#"\x"#.utf8)
        text.reserveCapacity(2 + bytes.count * 2)
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}

extension Sequence<String?> {
    /// An array as PostgreSQL reads it, with each entry in quotes.
    var arrayText: String {
        var text: [UInt8] = [UInt8(ascii: "{")]
        for entry in self {
            if text.count > 1 { text.append(UInt8(ascii: ",")) }
            guard let entry else {
                text.append(contentsOf: "NULL".utf8)
                continue
            }
            text.append(UInt8(ascii: "\""))
            for byte in entry.utf8 {
                if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { text.append(UInt8(ascii: "\\")) }
                text.append(byte)
            }
            text.append(UInt8(ascii: "\""))
        }
        text.append(UInt8(ascii: "}"))
        return String(decoding: text, as: UTF8.self)
    }
}
