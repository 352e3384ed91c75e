/// A parser, and what must hold of whatever it makes of any bytes.
struct Subject: Sendable {
    let name: String
    let take: @Sendable ([UInt8]) -> Void

    init(_ name: String, _ take: @escaping @Sendable ([UInt8]) -> Void) {
        self.name = name
        self.take = take
    }

    static let all = [
        token, json, mergePatch, cookie, names, webhook, form, query, stream, passwordHash,
    ]

    static func named(_ name: String) -> Subject? { all.first { $0.name == name } }
}

/// Stops with the reason when what must hold doesn't, so that libFuzzer keeps the bytes.
func demand(_ holds: Bool, _ reason: StaticString) {
    precondition(holds, "\(reason)")
}
