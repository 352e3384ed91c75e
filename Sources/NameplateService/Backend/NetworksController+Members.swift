import Nameplate

extension NetworksController {
    /// By so much versions grow after a restored backup: nobody changed a profile that often since it was made.
    static let lift: Int64 = 1_000_000

    /// A pause of up to a year.
    static func span(_ value: JSONValue) throws -> Duration {
        guard let seconds = value.number, (1...31_536_000).contains(seconds) else {
            throw Problem.invalid("for", "It must be a number of seconds from 1 to 31536000.")
        }
        return .milliseconds(Int64(seconds * 1000))
    }

    static func reason(_ value: JSONValue) throws -> String {
        guard let text = value.string, (1...NetworkPause.longestReason).contains(text.count),
            !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
        else {
            throw Problem.invalid("reason", "It must be 1 to \(NetworkPause.longestReason) characters on one line.")
        }
        return text
    }

    static func limit(_ value: JSONValue) throws -> Int {
        guard let limit = value.number.flatMap(Int.init(exactly:)), (1...10_000).contains(limit) else {
            throw Problem.invalid("limit", "It must be a whole number from 1 to 10000.")
        }
        return limit
    }

    static func moment(_ value: JSONValue) throws -> Timestamp {
        guard let seconds = value.number, seconds >= 0, seconds < 1e11 else {
            throw Problem.invalid("since", "It must be a time in epoch seconds.")
        }
        return Timestamp(milliseconds: Int64(seconds * 1000))
    }

    static func bool(_ value: JSONValue) throws -> Bool {
        guard case .bool(let bool) = value else { throw Problem.invalid("after_restore", "It must be true or false.") }
        return bool
    }
}
