import Nameplate

/// A profile and its deliveries, as the service answers them, in lines for people.
struct UserReport {
    private let answer: ServiceClient.Answer

    init(_ answer: ServiceClient.Answer) { self.answer = answer }

    func write() throws {
        guard let profile = answer.members["profile"]?.object else { throw Failure("The answer can't be read.") }
        var table = TextTable(header: ["id", profile["id"].map(\.plainText) ?? ""])
        let first = ["display_name", "version"]
        for name in first + profile.keys.filter({ !first.contains($0) && $0 != "id" }).sorted() {
            if let value = profile[name] { table.add([name, value.plainText]) }
        }
        for line in table.lines { try Output.result(line) }
        guard case .array(let deliveries) = answer.members["deliveries"] else { return }
        for delivery in deliveries.compactMap(\.object) { try Output.result(Self.describe(delivery)) }
    }

    private static func describe(_ delivery: [String: JSONValue]) -> String {
        let state = delivery["state"]?.plainText ?? "?"
        let status = delivery["status"].map { ", last answer \($0.plainText)" } ?? ""
        let error = delivery["error"].map { ", last error \($0.plainText)" } ?? ""
        return "\(delivery["network"]?.plainText ?? "?"): \(state)\(status)\(error)"
    }
}

extension JSONValue {
    /// The value for a person: a string without quotes, a whole number without a fraction, anything else as JSON.
    var plainText: String {
        switch self {
        case .string(let text): text.printable
        case .number(let number): Int64(exactly: number).map(String.init) ?? String(number)
        case .bool(let bool): bool ? "true" : "false"
        case .null: "-"
        case .array(let values): values.map(\.plainText).joined(separator: ", ")
        case .object(let members):
            members.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value.plainText)" }.joined(separator: ", ")
        }
    }
}
