/// Writes JSON text straight into bytes.
///
/// Members are written in the order of the calls; a nil value leaves its member out, which in a profile means "we don't
/// say".
package struct JSONWriter {
    package private(set) var bytes: [UInt8] = []
    private var needsComma = false

    package init() {}

    /// The text of one object, whose members `body` writes.
    package static func object(_ body: (inout JSONWriter) throws -> Void) rethrows -> [UInt8] {
        var writer = JSONWriter()
        try writer.object(body)
        return writer.bytes
    }

    package mutating func object(_ body: (inout JSONWriter) throws -> Void) rethrows {
        try nest(UInt8(ascii: "{"), UInt8(ascii: "}"), body)
    }

    package mutating func array(_ body: (inout JSONWriter) throws -> Void) rethrows {
        try nest(UInt8(ascii: "["), UInt8(ascii: "]"), body)
    }

    package mutating func object(_ name: String, _ body: (inout JSONWriter) throws -> Void) rethrows {
        key(name)
        try object(body)
    }

    package mutating func array(_ name: String, _ body: (inout JSONWriter) throws -> Void) rethrows {
        key(name)
        try array(body)
    }

    package mutating func member(_ name: String, _ value: String?) {
        guard let value else { return }
        key(name)
        element(value)
    }

    package mutating func member(_ name: String, _ value: Bool?) {
        guard let value else { return }
        key(name)
        raw(value ? "true" : "false")
    }

    package mutating func member(_ name: String, _ value: (some BinaryInteger)?) {
        guard let value else { return }
        key(name)
        raw(String(value))
    }

    package mutating func member(_ name: String, _ values: [String]?) {
        guard let values else { return }
        array(name) { array in for value in values { array.element(value) } }
    }

    package mutating func null(_ name: String) {
        key(name)
        raw("null")
    }

    package mutating func element(_ value: String) {
        separate()
        JSONText.quote(value, into: &bytes)
        needsComma = true
    }

    /// Writes a parsed value as it stands, the members of its objects in the order of their names.
    package mutating func member(_ name: String, json value: JSONValue) {
        key(name)
        element(json: value)
    }

    package mutating func element(json value: JSONValue) {
        switch value {
        case .null, .bool, .number:
            separate()
            raw(value.literal)
        case .string(let text): element(text)
        case .array(let values): array { array in for value in values { array.element(json: value) } }
        case .object(let members):
            object { object in
                for (name, value) in members.sorted(by: { $0.key < $1.key }) { object.member(name, json: value) }
            }
        }
    }

    private mutating func key(_ name: String) {
        separate()
        JSONText.quote(name, into: &bytes)
        bytes.append(UInt8(ascii: ":"))
    }

    private mutating func raw(_ text: String) {
        bytes.append(contentsOf: text.utf8)
        needsComma = true
    }

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = false
    }

    private mutating func nest(_ open: UInt8, _ close: UInt8, _ body: (inout JSONWriter) throws -> Void) rethrows {
        separate()
        bytes.append(open)
        try body(&self)
        bytes.append(close)
        needsComma = true
    }
}

extension JSONValue {
    /// The text of a value that has no parts.
    fileprivate var literal: String {
        switch self {
        case .bool(let bool): bool ? "true" : "false"
        case .number(let number): Int64(exactly: number).map(String.init) ?? String(number)
        case .null, .string, .array, .object: "null"
        }
    }
}
