import Nameplate

/// One line of a batch: who a token is for.
struct BatchLine {
    /// What is wrong with a line, in words for its author.
    struct Wrong: Error, CustomStringConvertible {
        let description: String

        init(_ description: String) { self.description = description }
    }

    let user: UserID
    let name: DisplayName
    /// In seconds; nil for that of the whole batch.
    let lifetime: Int?

    init(_ line: UnsafeBufferPointer<UInt8>) throws(Wrong) {
        if let plain = PlainBatchLine(line) {
            user = try Self.user(plain.user)
            name = try Self.name(plain.name)
            lifetime = nil
            return
        }
        guard let members = JSONValue(parsing: Array(line))?.object else {
            throw Wrong("It is not a JSON object such as {\"user\":\"ada\",\"name\":\"Ada L.\"}.")
        }
        if let unknown = members.keys.sorted().first(where: { !["user", "name", "expires_in"].contains($0) }) {
            throw Wrong("It has an unknown member '\(unknown)'.")
        }
        user = try Self.user(try Self.string("user", in: members))
        name = try Self.name(try Self.string("name", in: members))
        lifetime = try members["expires_in"].map(Self.lifetime)
    }

    private static func string(_ member: String, in members: [String: JSONValue]) throws(Wrong) -> String {
        guard let value = members[member] else { throw Wrong("It has no '\(member)'.") }
        guard let text = value.string else { throw Wrong("'\(member)' must be a string.") }
        return text
    }

    private static func lifetime(_ value: JSONValue) throws(Wrong) -> Int {
        guard let number = value.number, let seconds = Int(exactly: number), seconds > 0 else {
            throw Wrong("'expires_in' must be a whole number of seconds above 0.")
        }
        return seconds
    }

    private static func user(_ text: String) throws(Wrong) -> UserID {
        do {
            return try UserID(text)
        } catch {
            throw Wrong("'user': \(error.description)")
        }
    }

    private static func name(_ text: String) throws(Wrong) -> DisplayName {
        do {
            return try DisplayName(text)
        } catch {
            throw Wrong("'name': \(error.description)")
        }
    }
}

/// A line in the form that nearly all have, read without a parser: `{"user":"…","name":"…"}` in this order, without an
/// escape, with or without a blank after each colon and comma.
///
/// Any other form is left to the parser, right or wrong.
struct PlainBatchLine {
    let user: String
    let name: String

    init?(_ line: UnsafeBufferPointer<UInt8>) {
        var rest = line[...]
        guard Self.take(#"{"user":"#, from: &rest), let user = Self.takeString(from: &rest),
            Self.take(",", from: &rest), Self.take(#""name":"#, from: &rest), let name = Self.takeString(from: &rest),
            rest.count == 1, rest.first == UInt8(ascii: "}")
        else { return nil }
        self.user = user
        self.name = name
    }

    private typealias Rest = Slice<UnsafeBufferPointer<UInt8>>

    /// Removes `expected` and a blank after it.
    private static func take(_ expected: StaticString, from rest: inout Rest) -> Bool {
        let expected = UnsafeBufferPointer(start: expected.utf8Start, count: expected.utf8CodeUnitCount)
        guard rest.starts(with: expected) else { return false }
        rest = rest.dropFirst(expected.count)
        if rest.first == UInt8(ascii: " ") { rest = rest.dropFirst() }
        return true
    }

    private static func takeString(from rest: inout Rest) -> String? {
        let quote = UInt8(ascii: "\"")
        guard rest.first == quote else { return nil }
        let text = rest.dropFirst()
        guard let end = text.firstIndex(where: { $0 == quote || $0 == UInt8(ascii: "\\") || $0 < 0x20 }),
            text[end] == quote
        else { return nil }
        rest = rest[(end + 1)...]
        return String(validating: UnsafeBufferPointer(rebasing: text[..<end]), as: UTF8.self)
    }
}
