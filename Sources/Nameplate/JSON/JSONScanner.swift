/// Reads one JSON text (RFC 8259) in UTF-8 from left to right.
///
/// Nesting beyond 64 is refused, so that no input exhausts the stack. Of a name that is there twice the last one counts.
/// Numbers too big for a `Double` become the greatest one.
struct JSONScanner {
    struct Malformed: Error {}

    private static let deepest = 64
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func whole() throws(Malformed) -> JSONValue {
        skipBlanks()
        let value = try value(depth: 0)
        try end()
        return value
    }

    /// The members of a text that is one object, in their order.
    mutating func wholeObject() throws(Malformed) -> [JSONMember] {
        skipBlanks()
        guard next == UInt8(ascii: "{") else { throw Malformed() }
        var members: [JSONMember] = []
        members.reserveCapacity(5)
        try object(depth: 1) { members.append($0) }
        try end()
        return members
    }

    private mutating func end() throws(Malformed) {
        skipBlanks()
        guard position == bytes.count else { throw Malformed() }
    }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipBlanks() {
        while let byte = next, byte == 32 || byte == 9 || byte == 10 || byte == 13 { position += 1 }
    }

    private mutating func take(_ byte: UInt8) throws(Malformed) {
        guard next == byte else { throw Malformed() }
        position += 1
    }

    private mutating func takes(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        position += 1
        return true
    }

    private mutating func object(depth: Int, _ found: (JSONMember) -> Void) throws(Malformed) {
        guard depth <= Self.deepest else { throw Malformed() }
        position += 1
        skipBlanks()
        if takes(UInt8(ascii: "}")) { return }
        repeat {
            skipBlanks()
            let name = try string()
            skipBlanks()
            try take(UInt8(ascii: ":"))
            skipBlanks()
            let start = position
            let value = try value(depth: depth)
            found(JSONMember(name: name, value: value, text: start..<position))
            skipBlanks()
        } while takes(UInt8(ascii: ","))
        try take(UInt8(ascii: "}"))
    }

    private mutating func array(depth: Int) throws(Malformed) -> [JSONValue] {
        guard depth <= Self.deepest else { throw Malformed() }
        position += 1
        skipBlanks()
        if takes(UInt8(ascii: "]")) { return [] }
        var elements: [JSONValue] = []
        repeat {
            skipBlanks()
            elements.append(try value(depth: depth))
            skipBlanks()
        } while takes(UInt8(ascii: ","))
        try take(UInt8(ascii: "]"))
        return elements
    }

    private mutating func value(depth: Int) throws(Malformed) -> JSONValue {
        switch next {
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "{"):
            var members: [String: JSONValue] = [:]
            try object(depth: depth + 1) { members[$0.name] = $0.value }
            return .object(members)
        case UInt8(ascii: "["): return .array(try array(depth: depth + 1))
        case UInt8(ascii: "t"): return try literal("true", .bool(true))
        case UInt8(ascii: "f"): return try literal("false", .bool(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        default: return .number(try number())
        }
    }

    private mutating func literal(
        _ text: StaticString,
        _ value: JSONValue
    ) throws(Malformed) -> JSONValue {
        let matches = text.withUTF8Buffer { bytes[position...].starts(with: $0) }
        guard matches else { throw Malformed() }
        position += text.utf8CodeUnitCount
        return value
    }

    private mutating func number() throws(Malformed) -> Double {
        let start = position
        _ = takes(UInt8(ascii: "-"))
        if !takes(UInt8(ascii: "0")) { try digits() }
        if takes(UInt8(ascii: ".")) { try digits() }
        if takes(UInt8(ascii: "e")) || takes(UInt8(ascii: "E")) {
            _ = takes(UInt8(ascii: "+")) || takes(UInt8(ascii: "-"))
            try digits()
        }
        guard let number = Double(String(decoding: bytes[start..<position], as: UTF8.self)) else { throw Malformed() }
        let greatest = Double.greatestFiniteMagnitude
        return min(max(number, -greatest), greatest)
    }

    private mutating func digits() throws(Malformed) {
        let start = position
        while let byte = next, (48...57).contains(byte) { position += 1 }
        guard position > start else { throw Malformed() }
    }
}

extension JSONScanner {
    private mutating func string() throws(Malformed) -> String {
        try take(UInt8(ascii: "\""))
        let start = position
        while let byte = next, byte >= 32, byte != UInt8(ascii: "\\") {
            if byte == UInt8(ascii: "\"") {
                position += 1
                return try text(bytes[start..<(position - 1)])
            }
            position += 1
        }
        return try escapedString(Array(bytes[start..<position]))
    }

    /// The rest of a string that has an escape, after what was read of it.
    private mutating func escapedString(_ read: [UInt8]) throws(Malformed) -> String {
        var unescaped = read
        while let byte = next, byte >= 32 {
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return try text(unescaped[...])
            case UInt8(ascii: "\\"): try escape(into: &unescaped)
            default: unescaped.append(byte)
            }
        }
        throw Malformed()
    }

    private mutating func escape(into unescaped: inout [UInt8]) throws(Malformed) {
        guard let byte = next else { throw Malformed() }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): unescaped.append(byte)
        case UInt8(ascii: "b"): unescaped.append(8)
        case UInt8(ascii: "f"): unescaped.append(12)
        case UInt8(ascii: "n"): unescaped.append(10)
        case UInt8(ascii: "r"): unescaped.append(13)
        case UInt8(ascii: "t"): unescaped.append(9)
        case UInt8(ascii: "u"): unescaped.append(contentsOf: Array(String(try scalar()).utf8))
        default: throw Malformed()
        }
    }

    /// One scalar, written as one code unit of UTF-16 or as a pair of surrogates; half a pair is malformed.
    private mutating func scalar() throws(Malformed) -> Character {
        let unit = try codeUnit()
        if let scalar = Unicode.Scalar(unit) { return Character(scalar) }
        guard UTF16.isLeadSurrogate(unit) else { throw Malformed() }
        try take(UInt8(ascii: "\\"))
        try take(UInt8(ascii: "u"))
        let trail = try codeUnit()
        guard UTF16.isTrailSurrogate(trail) else { throw Malformed() }
        return Character(UTF16.decode(UTF16.EncodedScalar([unit, trail])))
    }

    private mutating func codeUnit() throws(Malformed) -> UInt16 {
        guard position + 4 <= bytes.count else { throw Malformed() }
        var unit: UInt16 = 0
        for byte in bytes[position..<(position + 4)] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { throw Malformed() }
            unit = unit << 4 | UInt16(digit)
        }
        position += 4
        return unit
    }

    /// The text that `bytes` are in UTF-8: where they are something else, decoding repairs it, and the repair shows.
    private func text(_ bytes: ArraySlice<UInt8>) throws(Malformed) -> String {
        let text = String(decoding: bytes, as: UTF8.self)
        guard text.utf8.elementsEqual(bytes) else { throw Malformed() }
        return text
    }
}
