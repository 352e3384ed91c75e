/// A parsed JSON text, so that a merge patch can tell `null` from absent and name the member that is wrong.
package enum JSONValue: Sendable, Equatable {
    case null
    case bool(Bool)
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    /// Parses a whole text; nil when it isn't JSON (RFC 8259), or nests deeper than 64.
    package init?(parsing bytes: [UInt8]) {
        var scanner = JSONScanner(bytes)
        guard let value = try? scanner.whole() else { return nil }
        self = value
    }

    package var string: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    package var number: Double? {
        guard case .number(let number) = self else { return nil }
        return number
    }

    /// The strings of an array that has nothing else.
    package var strings: [String]? {
        guard case .array(let values) = self else { return nil }
        let strings = values.compactMap(\.string)
        return strings.count == values.count ? strings : nil
    }

    package var object: [String: JSONValue]? {
        guard case .object(let members) = self else { return nil }
        return members
    }
}
