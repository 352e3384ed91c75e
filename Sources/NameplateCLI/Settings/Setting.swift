package import Configuration

/// One thing that an operator sets: as an option, a variable, or a member of a JSON file, in this order of precedence.
///
/// The table of all settings drives their parsing, the options' help, `config check` and what is said of unknown names.
package struct Setting: Hashable, Sendable {
    /// How it stands in JSON.
    ///
    /// In a variable or an option everything is text, and a list has commas.
    package enum Kind: Sendable {
        case text, number, list
    }

    /// As the documentation names it, such as `NETWORK_KEY`.
    package let name: String
    package let kind: Kind
    /// The value when nobody gives one, as text; nil for none, and for one that depends on other settings.
    package let standard: String?
    package let isSecret: Bool
    /// What it does, in a sentence.
    package let meaning: String

    init(
        _ name: String,
        _ kind: Kind = .text,
        standard: String? = nil,
        isSecret: Bool = false,
        meaning: String
    ) {
        self.name = name
        self.kind = kind
        self.standard = standard
        self.isSecret = isSecret
        self.meaning = meaning
    }

    package static let variablePrefix = "NAMEPLATE_"

    package var variable: String { Self.variablePrefix + name }
    package var member: String { name.lowercased() }
    /// Nil for a secret, which is never an argument: other users of the machine could read it.
    package var option: String? { isSecret ? nil : "--" + member.replacing("_", with: "-") }
    package var key: ConfigKey { ConfigKey(["nameplate", member]) }
}

extension Setting {
    static let host = Setting("HOST", standard: "127.0.0.1", meaning: "The address to listen on.")
    static let port = Setting("PORT", .number, standard: "8080", meaning: "The port to listen on; 0 picks a free one.")
    static let publicURL = Setting(
        "PUBLIC_URL",
        meaning: "The service's own origin as browsers see it: https, or http on loopback. By default http://HOST:PORT."
    )
    static let database = Setting(
        "DATABASE",
        standard: "sqlite:nameplate.db",
        meaning:
            "Where everything is kept: sqlite:PATH, or postgres://USER@HOST/DATABASE for several instances at once."
    )
    static let databaseConnections = Setting(
        "DATABASE_CONNECTIONS",
        .number,
        standard: "10",
        meaning: "How many connections an instance opens to PostgreSQL at the most: 4 to 1000."
    )
    static let network = Setting("NETWORK", meaning: "The comment network's full name, such as labs.fyre.co.")
    static let networkKey = Setting(
        "NETWORK_KEY",
        isSecret: true,
        meaning:
            "The network's key, as its Studio shows it: 20 to 32 bytes. Two with a comma while one replaces the "
            + "other: the first signs, both are taken. Or give NETWORK_KEY_FILE."
    )
    static let networkKeyFile = Setting(
        "NETWORK_KEY_FILE",
        meaning: "A file that holds the network's keys, one on each line, and is its owner's alone (chmod 600)."
    )
    static let networkURL = Setting(
        "NETWORK_URL",
        meaning:
            "Where the service reaches the network. By default https://LABEL.quill.fyre.co, by the name's first label."
    )
    static let networkAuthURL = Setting(
        "NETWORK_AUTH_URL",
        meaning: "Where browsers reach the network's sign-in, if not where Livefyre's own rule says."
    )
    static let networksFile = Setting(
        "NETWORKS_FILE",
        meaning: "A JSON file of several networks, webhooks among them, in the place of the NETWORK settings."
    )
    static let apiKey = Setting(
        "API_KEY",
        .list,
        isSecret: true,
        meaning:
            "What the site's backend calls with: at least 32 characters; two while one replaces the other. Without "
            + "it, or API_KEY_FILE, the backend's calls are off."
    )
    static let apiKeyFile = Setting(
        "API_KEY_FILE",
        meaning: "A file that holds the API keys, one on each line, and is its owner's alone (chmod 600)."
    )
    static let allowedOrigins = Setting(
        "ALLOWED_ORIGINS",
        .list,
        meaning: "Other origins whose pages may call with the reader's cookie, such as https://www.example.com."
    )
    static let trustedProxies = Setting(
        "TRUSTED_PROXIES",
        .list,
        meaning: "Address ranges, such as 10.0.0.0/8, whose X-Forwarded-For is believed."
    )
    static let tokenLifetime = Setting(
        "TOKEN_LIFETIME",
        .number,
        standard: "3600",
        meaning: "Seconds that a userAuthToken lives: 60 to 86400."
    )
    static let sessionIdle = Setting(
        "SESSION_IDLE",
        .number,
        standard: "1209600",
        meaning: "Seconds without use after which a session ends; 14 days by default."
    )
    static let sessionLifetime = Setting(
        "SESSION_LIFETIME",
        .number,
        standard: "2592000",
        meaning: "Seconds after which a session ends however much it is used; 30 days by default."
    )
    static let pingWait = Setting(
        "PING_WAIT",
        .number,
        standard: "1",
        meaning: "Seconds that the answer to a change waits for its ping's outcome: 0 to 30."
    )
    static let pingConcurrency = Setting(
        "PING_CONCURRENCY",
        .number,
        standard: "32",
        meaning: "How many pings may be under way at once: 1 to 1000."
    )
    static let pingRate = Setting(
        "PING_RATE",
        .number,
        standard: "0",
        meaning: "How many pings a second may leave, over all instances: 0.1 to 100000; 0 for no limit."
    )
    static let pullWithin = Setting(
        "PULL_WITHIN",
        .number,
        standard: "1200",
        meaning: "Seconds in which a network must read a profile back, or be pinged again: 30 to 86400; 0 for no limit."
    )
    static let publicDir = Setting(
        "PUBLIC_DIR",
        meaning: "The folder of pages and of nameplate.js. By default ./Public, or the one of the source tree."
    )
    static let erasedName = Setting(
        "ERASED_NAME",
        standard: "Deleted user",
        meaning: "The name that networks show for an erased user."
    )
    static let logLevel = Setting(
        "LOG_LEVEL",
        standard: "info",
        meaning: "The least important messages to log: trace, debug, info, notice, warning, error or critical."
    )
    static let logFormat = Setting(
        "LOG_FORMAT",
        standard: "text",
        meaning: "How messages are written: text, or json, an object on each line."
    )
    static let drainTime = Setting(
        "DRAIN_TIME",
        .number,
        standard: "1",
        meaning: "Seconds for which a service that was told to stop still answers, new work with 503: 0 to 20."
    )

    package static let all: [Setting] = [
        host, port, publicURL, database, databaseConnections, network, networkKey, networkKeyFile, networkURL,
        networkAuthURL, networksFile, apiKey,
        apiKeyFile, allowedOrigins, trustedProxies, tokenLifetime, sessionIdle, sessionLifetime, pingWait,
        pingConcurrency, pingRate, pullWithin, drainTime, publicDir, erasedName, logLevel, logFormat,
    ]
}
