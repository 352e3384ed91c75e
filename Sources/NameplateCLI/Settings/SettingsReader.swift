import Configuration
import Synchronization

/// Reads settings one by one, and keeps what was found, where, and everything that is wrong.
struct SettingsReader {
    /// A setting as `config check` shows it.
    struct Row: Equatable {
        /// Nil when the setting has no value.
        var shown: String?
        var origin: SettingsSources.Origin
    }

    private let reader: ConfigReader
    private let log = AccessLog()
    private let origins: [SettingsSources.Origin]
    private(set) var failures: [SettingFailure]
    private(set) var rows: [Setting: Row] = [:]

    init(_ sources: SettingsSources) {
        reader = ConfigReader(providers: sources.providers, accessReporter: log)
        origins = sources.origins
        failures = sources.failures
    }

    mutating func text(_ setting: Setting) -> String? {
        let given = reader.string(forKey: setting.key, isSecret: setting.isSecret)
        let value = given ?? setting.standard
        note(setting, given != nil, shown: value.map { setting.isSecret ? "set (\($0.count) characters)" : $0 })
        return value
    }

    mutating func list(_ setting: Setting) -> [String] {
        let given = reader.stringArray(forKey: setting.key, isSecret: setting.isSecret)
        let values = (given ?? []).filter { !$0.isEmpty }
        let shown = setting.isSecret ? values.map { "set (\($0.count) characters)" } : values
        note(setting, given != nil, shown: values.isEmpty ? nil : shown.joined(separator: ", "))
        return values
    }

    /// The setting as `parse` understands it; what `parse` throws becomes a failure.
    mutating func value<Value>(_ setting: Setting, _ parse: (String) throws -> Value) -> Value? {
        guard let text = text(setting) else { return nil }
        return attempt(setting) { try parse(text) }
    }

    mutating func values<Value>(_ setting: Setting, _ parse: (String) throws -> Value) -> [Value] {
        list(setting).compactMap { text in attempt(setting) { try parse(text) } }
    }

    mutating func attempt<Value>(_ setting: Setting, _ body: () throws -> Value) -> Value? {
        do {
            return try body()
        } catch {
            refuse(setting, "\(error)")
            return nil
        }
    }

    mutating func refuse(_ setting: Setting, _ detail: String) {
        failures.append(SettingFailure(name(of: setting), detail))
    }

    mutating func add(_ failures: [SettingFailure]) { self.failures += failures }

    /// Replaces what is shown of a setting whose value follows from others.
    mutating func show(_ setting: Setting, _ value: String?) {
        rows[setting]?.shown = value
    }

    func isGiven(_ setting: Setting) -> Bool {
        rows[setting].map { $0.origin != .standard } ?? false
    }

    /// The setting as whoever gave it wrote it.
    private func name(of setting: Setting) -> String {
        switch rows[setting]?.origin {
        case .option: setting.option ?? setting.variable
        case .file(let path): "'\(setting.member)' in \(path)"
        case .variable, .command, .standard, nil: setting.variable
        }
    }

    private mutating func note(_ setting: Setting, _ isGiven: Bool, shown: String?) {
        let origin = isGiven ? log.lastFound().map { origins[$0] } : nil
        rows[setting] = Row(shown: shown, origin: origin ?? .standard)
    }
}

/// Remembers which provider gave the value that was read last.
private final class AccessLog: AccessReporter {
    private let found = Mutex<Int?>(nil)

    func report(_ event: AccessEvent) {
        let index = event.providerResults.firstIndex { (try? $0.result.get().value) != nil }
        found.withLock { $0 = index }
    }

    func lastFound() -> Int? { found.withLock { $0 } }
}
