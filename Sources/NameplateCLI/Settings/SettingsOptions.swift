import ArgumentParser

/// The settings as options; none has a default here, since what isn't given is looked for elsewhere.
struct SettingsOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A JSON object of settings, such as {\"port\": 8080}. Options and variables go before it.",
            valueName: "path"
        ),
        completion: .file(extensions: ["json"])
    )
    var config: String?

    @Option(help: .about(.host)) var host: String?
    @Option(help: .about(.port)) var port: String?
    @Option(help: .about(.publicURL)) var publicURL: String?
    @Option(help: .about(.database)) var database: String?
    @Option(help: .about(.databaseConnections)) var databaseConnections: String?
    @Option(help: .about(.network)) var network: String?
    @Option(help: .about(.networkKeyFile), completion: .file()) var networkKeyFile: String?
    @Option(help: .about(.networkURL)) var networkURL: String?
    @Option(help: .about(.networkAuthURL)) var networkAuthURL: String?
    @Option(help: .about(.networksFile), completion: .file(extensions: ["json"])) var networksFile: String?
    @Option(help: .about(.apiKeyFile), completion: .file()) var apiKeyFile: String?
    @Option(help: .about(.allowedOrigins)) var allowedOrigins: String?
    @Option(help: .about(.trustedProxies)) var trustedProxies: String?
    @Option(help: .about(.tokenLifetime)) var tokenLifetime: String?
    @Option(help: .about(.sessionIdle)) var sessionIdle: String?
    @Option(help: .about(.sessionLifetime)) var sessionLifetime: String?
    @Option(help: .about(.pingWait)) var pingWait: String?
    @Option(help: .about(.pingConcurrency)) var pingConcurrency: String?
    @Option(help: .about(.pingRate)) var pingRate: String?
    @Option(help: .about(.pullWithin)) var pullWithin: String?
    @Option(help: .about(.drainTime)) var drainTime: String?
    @Option(help: .about(.publicDir), completion: .directory) var publicDir: String?
    @Option(help: .about(.erasedName)) var erasedName: String?
    @Option(help: .about(.logLevel)) var logLevel: String?
    @Option(help: .about(.logFormat)) var logFormat: String?

    var given: [Setting: String] {
        let all: [Setting: String?] = [
            .host: host, .port: port, .publicURL: publicURL, .database: database,
            .databaseConnections: databaseConnections,
            .network: network,
            .networkKeyFile: networkKeyFile, .networkURL: networkURL, .networkAuthURL: networkAuthURL,
            .networksFile: networksFile, .apiKeyFile: apiKeyFile, .allowedOrigins: allowedOrigins,
            .trustedProxies: trustedProxies,
            .tokenLifetime: tokenLifetime, .sessionIdle: sessionIdle, .sessionLifetime: sessionLifetime,
            .pingWait: pingWait, .pingConcurrency: pingConcurrency, .pingRate: pingRate, .pullWithin: pullWithin,
            .publicDir: publicDir, .erasedName: erasedName, .logLevel: logLevel, .logFormat: logFormat,
            .drainTime: drainTime,
        ]
        return all.compactMapValues { $0 }
    }
}

extension ArgumentHelp {
    static func about(_ setting: Setting) -> ArgumentHelp {
        let standard = setting.standard.map { " [default: \($0)]" } ?? ""
        let value =
            switch setting.kind {
            case .text: "text"
            case .number: "number"
            case .list: "list"
            }
        return ArgumentHelp("\(setting.meaning)\(standard)", valueName: value)
    }
}
