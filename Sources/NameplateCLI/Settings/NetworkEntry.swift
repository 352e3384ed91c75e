import Nameplate
import NameplateService

/// One of the objects in a file of networks, read member by member.
struct NetworkEntry {
    enum Kind: String, CaseIterable {
        case livefyre, webhook

        var members: [String] {
            let all = ["name", "kind", "url", "concurrency", "rate"]
            return switch self {
            case .livefyre: all + ["auth_url", "key_file", "key_files"]
            case .webhook: all + ["secret_file", "secret_files"]
            }
        }
    }

    /// Such as `networks[1]`.
    let place: String
    private(set) var failures: [SettingFailure] = []
    private let file: String
    private let members: [String: JSONValue]
    /// What is no object has no members to miss.
    private let isObject: Bool

    init(_ value: JSONValue, place: String, file: String) {
        self.place = place
        self.file = file
        members = value.object ?? [:]
        isObject = value.object != nil
        if !isObject { failures.append(SettingFailure("\(place) in \(file)", "It must be an object.")) }
    }

    mutating func refuse(_ name: String, _ detail: String) {
        failures.append(SettingFailure("\(place).\(name) in \(file)", detail))
    }

    mutating func attempt<Value>(_ name: String, _ body: () throws -> Value) -> Value? {
        do {
            return try body()
        } catch {
            refuse(name, "\(error)")
            return nil
        }
    }

    /// The kind, after a check that there are no other members than it has.
    mutating func kind() -> Kind? {
        let kind = required("kind") { text in
            guard let kind = Kind(rawValue: text) else { throw Failure("'\(text)' is neither livefyre nor webhook.") }
            return kind
        }
        guard let kind else { return nil }
        for name in members.keys.sorted() where !kind.members.contains(name) {
            let hint = nearest(to: name, among: kind.members).map { " Did you mean '\($0)'?" } ?? ""
            refuse(name, "The kind \(kind.rawValue) has no such member.\(hint)")
        }
        return kind
    }

    mutating func required<Value>(_ name: String, _ parse: (String) throws -> Value) -> Value? {
        guard members[name] != nil else {
            if isObject { refuse(name, "It is needed.") }
            return nil
        }
        return optional(name, parse)
    }

    mutating func optional<Value>(_ name: String, _ parse: (String) throws -> Value) -> Value? {
        guard let value = members[name] else { return nil }
        return attempt(name) {
            guard let text = value.string else { throw Failure("It must be a string.") }
            return try parse(text)
        }
    }

    /// The lines of the files that one of the two members names.
    mutating func secrets<Value>(
        one: String,
        several: String,
        _ parse: ([String]) throws -> Value
    ) -> Value? {
        guard members[one] == nil || members[several] == nil else {
            refuse(one, "It is given besides \(several); only one of them can be right.")
            return nil
        }
        let name = members[several] == nil ? one : several
        guard let value = members[name] else {
            if isObject { refuse(one, "It is needed: the file that holds the secret.") }
            return nil
        }
        let file = file
        return attempt(name) {
            let paths = name == several ? value.strings : value.string.map { [$0] }
            guard let paths else {
                throw Failure(name == several ? "It must be an array of paths." : "It must be a path.")
            }
            let lines = try paths.flatMap { KeyList.lines(of: try SecretFile.read(Self.path($0, from: file))) }
            guard !lines.isEmpty else { throw Failure("There is nothing in it.") }
            return try parse(lines)
        }
    }

    mutating func limits() -> LaneLimits? {
        var limits = LaneLimits()
        limits.concurrency = number("concurrency", "It must be a whole number from 1 to 1000.") { number in
            number == number.rounded() && (1...1000).contains(number)
        }.map { Int($0) }
        limits.rate = number("rate", "It must be a number of pings a second from 0.1 to 100000; 0 for no limit.") {
            number in
            number == 0 || (0.1...100_000).contains(number)
        }
        return limits == LaneLimits() ? nil : limits
    }

    private mutating func number(_ name: String, _ rule: String, _ isRight: (Double) -> Bool) -> Double? {
        guard let value = members[name] else { return nil }
        guard let number = value.number, isRight(number) else {
            refuse(name, rule)
            return nil
        }
        return number
    }

    private static func path(_ path: String, from file: String) -> String {
        guard !path.hasPrefix("/"), let slash = file.lastIndex(of: "/") else { return path }
        return "\(file[..<slash])/\(path)"
    }
}
