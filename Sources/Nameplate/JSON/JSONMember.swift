/// One member of an object as it stands in a JSON text, for readers to whom order and spelling matter.
package struct JSONMember: Sendable, Equatable {
    package let name: String
    package let value: JSONValue
    /// Where the value's text stands in the bytes that were parsed.
    package let text: Range<Int>

    /// The members of the one object that `bytes` are the text of, in their order and with repetitions; nil when they
    /// are anything else.
    package static func all(parsing bytes: [UInt8]) -> [JSONMember]? {
        var scanner = JSONScanner(bytes)
        return try? scanner.wholeObject()
    }
}
