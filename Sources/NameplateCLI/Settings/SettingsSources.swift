import Configuration
import Nameplate

/// All places that settings come from, the strongest first.
struct SettingsSources {
    /// Where one value came from.
    enum Origin: Equatable {
        case option, variable
        case file(String)
        /// Given by the command itself, as `demo` does.
        case command(String)
        case standard
    }

    private(set) var providers: [any ConfigProvider] = []
    private(set) var origins: [Origin] = []
    private(set) var failures: [SettingFailure] = []

    /// Variables of ours that are no settings.
    private static let otherVariables = ["NAMEPLATE_SERVICE"]

    init(options: [Setting: String], environment: [String: String], file path: String?) {
        add(Self.memory(options), from: .option)
        // An empty variable is how many tools write an absent one.
        let variables = environment.filter { $0.key.hasPrefix(Setting.variablePrefix) && !$0.value.isEmpty }
        checkNames(of: variables)
        add(EnvironmentVariablesProvider(environmentVariables: variables), from: .variable)
        guard let path else { return }
        let file = SettingsFile(path)
        failures += file.failures
        add(InMemoryProvider(values: file.values), from: .file(path))
    }

    /// Adds values that count only where nobody gave any.
    mutating func addLast(_ values: [Setting: String], from command: String) {
        add(Self.memory(values), from: .command(command))
    }

    /// Adds values that go before all others.
    mutating func addFirst(_ values: [Setting: String], from command: String) {
        providers.insert(Self.memory(values), at: 0)
        origins.insert(.command(command), at: 0)
    }

    private mutating func add(_ provider: some ConfigProvider, from origin: Origin) {
        providers.append(provider)
        origins.append(origin)
    }

    private mutating func checkNames(of variables: [String: String]) {
        let known = Setting.all.map(\.variable) + Self.otherVariables
        for name in variables.keys.sorted() where !known.contains(name) {
            let hint = nearest(to: name, among: known).map { " Did you mean \($0)?" } ?? ""
            failures.append(SettingFailure(nil, "Unknown setting \(name).\(hint)"))
        }
    }

    private static func memory(_ values: [Setting: String]) -> InMemoryProvider {
        let contents = values.map { setting, text in
            let content: ConfigContent =
                setting.kind == .list
                ? .stringArray(text.split(separator: ",").map { PlainText.normalized(String($0)) }) : .string(text)
            return (AbsoluteConfigKey(setting.key), ConfigValue(content, isSecret: setting.isSecret))
        }
        return InMemoryProvider(values: Dictionary(uniqueKeysWithValues: contents))
    }
}
