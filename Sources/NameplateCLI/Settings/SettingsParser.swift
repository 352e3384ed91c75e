import Livefyre
import Logging
import Nameplate
import NameplateService
import PostgresStore

/// Turns settings into values that can't be wrong.
///
/// It goes through all of them whatever it finds, so that an operator sees everything at once.
struct SettingsParser {
    var reader: SettingsReader
    var warnings: [String] = []
    /// Where browsers reach the sign-in of the network that tokens are for.
    var authURL: String?

    init(_ sources: SettingsSources) { reader = SettingsReader(sources) }

    /// Nil, or not to be used, when there are failures.
    mutating func settings() -> Settings? {
        let host = reader.value(.host, SettingText.host)
        let port = reader.value(.port) { try SettingText.port($0, host: host) }
        let origin = publicOrigin(host: host, port: port)
        let database = database()
        let connections = reader.value(.databaseConnections) {
            try SettingText.whole($0, in: PostgresStore.fewestConnections...1000)
        }
        let networks = networks(isLoopback: host.map(SettingText.isLoopback) ?? true)
        let erasedName = reader.value(.erasedName, SettingText.displayName)
        var service = origin.flatMap { origin in
            erasedName.map { ServiceSettings(publicOrigin: origin, erasedName: $0) }
        }
        service?.host = host ?? ""
        service?.port = port ?? 0
        service?.networkAuthURL = authURL
        service?.laneLimits = networks?.limits ?? [:]
        service?.version = ProgramVersion.text
        readAccess(into: &service)
        readTimes(into: &service)
        let publicDirectory = publicDirectory()
        service?.publicDirectory = publicDirectory
        let logLevel = reader.value(.logLevel, SettingText.logLevel)
        let logFormat = reader.value(.logFormat, LogFormat.init)
        guard let service, let networks, let database, let connections, let logLevel, let logFormat else { return nil }
        return Settings(
            service: service,
            networks: networks,
            database: database,
            databaseConnections: connections,
            logLevel: logLevel,
            logFormat: logFormat
        )
    }

    mutating func database() -> DatabaseAddress? {
        let address = reader.value(.database, DatabaseAddress.init)
        // Such an address often has a password in it, and more so one that can't be read.
        if reader.rows[.database]?.shown?.hasPrefix("postgres") == true {
            reader.show(.database, address?.place ?? "postgres://…")
        }
        if address?.hasPassword == true, reader.rows[.database]?.origin == .option {
            warnings.append("\(DatabaseAddress.passwordInArguments) \(DatabaseAddress.passwordAsVariable)")
        }
        return address
    }

    private mutating func publicOrigin(host: String?, port: Int?) -> Origin? {
        if let text = reader.text(.publicURL) {
            return reader.attempt(.publicURL) {
                let origin = try SettingText.origin(text)
                try SettingText.checkSafety(of: origin, boundTo: host)
                return origin
            }
        }
        guard let host, let port else { return nil }
        let text = "http://\(host.contains(":") ? "[\(host)]" : host)" + (port == 80 ? "" : ":\(port)")
        reader.show(.publicURL, text)
        return reader.attempt(.publicURL) {
            guard SettingText.isLoopback(host), let origin = Origin(text) else {
                throw Failure(
                    "It is needed when HOST is not on loopback: the https origin that browsers see, such as "
                        + "https://sso.example.com."
                )
            }
            return origin
        }
    }

    private mutating func readAccess(into service: inout ServiceSettings?) {
        let origins = reader.values(.allowedOrigins, SettingText.origin)
        let proxies = reader.values(.trustedProxies, SettingText.addressRange)
        service?.allowedOrigins = Set(origins)
        service?.trustedProxies = proxies
        let keys = apiKeys()
        service?.apiKeys = keys
    }

    private mutating func readTimes(into service: inout ServiceSettings?) {
        let tokenLifetime = reader.value(.tokenLifetime) { try SettingText.seconds($0, in: 60...86_400) }
        // Browsers forget a cookie after 400 days, whatever it says (RFC 6265bis, 5.5).
        let idle = reader.value(.sessionIdle) { try SettingText.seconds($0, in: 60...34_560_000) }
        let lifetime = reader.value(.sessionLifetime) { try SettingText.seconds($0, in: 60...34_560_000) }
        let pingWait = reader.value(.pingWait) { try SettingText.seconds($0, in: 0...30) }
        let concurrency = reader.value(.pingConcurrency) { try SettingText.whole($0, in: 1...1000) }
        let rate = reader.value(.pingRate, SettingText.rate)
        let pullWithin = reader.value(.pullWithin) { try SettingText.secondsOrZero($0, in: 30...86_400) }
        let drainTime = reader.value(.drainTime) { try SettingText.seconds($0, in: 0...20) }
        guard let tokenLifetime, let idle, let lifetime, let pingWait, let concurrency, let rate, let pullWithin,
            let drainTime
        else { return }
        service?.drained = { try? await Task.sleep(for: drainTime) }  // nobody tells when callers have noticed
        service?.tokenLifetime = tokenLifetime
        service?.sessionLimits = SessionLimits(idle: idle, lifetime: lifetime)
        service?.pingWait = pingWait
        service?.pingConcurrency = concurrency
        service?.pingRate = rate
        service?.pullWithin = pullWithin > .zero ? pullWithin : nil
    }

    private mutating func publicDirectory() -> String? {
        if reader.text(.publicDir) != nil {
            return reader.value(.publicDir, PublicFolder.checked)
        }
        let found = PublicFolder.found()
        reader.show(.publicDir, found)
        if found == nil {
            warnings.append("There is no folder of pages; PUBLIC_DIR says where it is. Only the interface is served.")
        }
        return found
    }
}
