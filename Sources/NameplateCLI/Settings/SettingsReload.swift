import Livefyre
import Nameplate
import NameplateService
import Synchronization
import Webhook

/// Reads the settings anew while the service runs, for the keys of its networks; all else counts from the next start.
final class SettingsReload: Sendable {
    private let started: SettingsReport
    private let read: @Sendable () -> SettingsReport
    private let running: Mutex<ConfiguredNetworks>

    init(_ settings: Settings, of started: SettingsReport, read: @escaping @Sendable () -> SettingsReport) {
        self.started = started
        self.read = read
        running = Mutex(settings.networks)
    }

    /// - Throws: All failures together.
    func networks() throws -> NetworksRead {
        let report = read()
        guard let settings = report.settings else { throw Failure(SettingsReport.describe(report.failures)) }
        let (networks, changed) = running.withLock { running in
            let renewed = running.taking(keysOf: settings.networks)
            running = renewed.networks
            return renewed
        }
        let others = networks.differences(from: settings.networks).map { "network \($0)" }
        return NetworksRead(
            comments: networks.livefyre,
            others: networks.webhooks,
            changed: changed,
            needsRestart: differences(from: report) + others
        )
    }

    private static let keys: Set<Setting> = [.networkKey, .networkKeyFile]

    /// Settings that somebody gave, and otherwise than at the start; what follows from others changes with them.
    private func differences(from report: SettingsReport) -> [String] {
        Setting.all.filter { setting in
            guard !Self.keys.contains(setting) else { return false }
            if setting == .apiKey { return report.settings?.service.apiKeys != started.settings?.service.apiKeys }
            let rows = [started.rows[setting], report.rows[setting]]
            return rows[0]?.shown != rows[1]?.shown && rows.contains { $0?.origin != .standard }
        }
        .map(\.name)
    }
}
