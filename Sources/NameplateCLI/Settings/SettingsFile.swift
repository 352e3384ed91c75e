import Configuration
import Nameplate

/// The settings of a JSON file, whose members are the settings' names in lower case.
struct SettingsFile {
    private(set) var values: [AbsoluteConfigKey: ConfigValue] = [:]
    private(set) var failures: [SettingFailure] = []
    private let path: String

    init(_ path: String) {
        self.path = path
        do {
            let file = try TextFile(path)
            guard let members = JSONValue(parsing: Array(file.text.utf8))?.object else {
                throw Failure("'\(path)' is not a JSON object.")
            }
            for (name, value) in members.sorted(by: { $0.key < $1.key }) { take(value, for: name) }
            if members.keys.contains(where: { name in Setting.all.contains { $0.member == name && $0.isSecret } }) {
                try file.checkPrivacy()
            }
        } catch {
            failures.append(SettingFailure("--config", "\(error)"))
        }
    }

    private mutating func take(_ value: JSONValue, for name: String) {
        guard let setting = Setting.all.first(where: { $0.member == name }) else {
            let hint = nearest(to: name, among: Setting.all.map(\.member)).map { " Did you mean '\($0)'?" } ?? ""
            failures.append(SettingFailure(nil, "Unknown setting '\(name)' in \(path).\(hint)"))
            return
        }
        do {
            let content = try Self.content(of: value, setting.kind)
            values[AbsoluteConfigKey(setting.key)] = ConfigValue(content, isSecret: setting.isSecret)
        } catch {
            failures.append(SettingFailure("'\(name)' in \(path)", "\(error)"))
        }
    }

    /// Numbers become text here, so that each setting has one reader wherever it came from.
    private static func content(of value: JSONValue, _ kind: Setting.Kind) throws -> ConfigContent {
        switch (kind, value) {
        case (.text, .string(let text)): return .string(text)
        case (.text, _): throw Failure("It must be a string.")
        case (.number, .number(let number)):
            return .string(Int(exactly: number).map(String.init) ?? String(number))
        case (.number, _): throw Failure("It must be a number.")
        case (.list, .string(let text)): return .stringArray([text])
        case (.list, .array(let values)):
            let texts = values.compactMap(\.string)
            guard texts.count == values.count else { throw Failure("It must be an array of strings.") }
            return .stringArray(texts)
        case (.list, _): throw Failure("It must be an array of strings.")
        }
    }
}
