extension PostgresAddress {
    /// The address as variables of libpq's, for programs that are called with it: arguments are anybody's to read.
    ///
    /// - Throws: ``OpeningError/Reason/wrongAddress(_:)`` when it has something that there is no variable for.
    package func environment() throws(OpeningError) -> [String: String] {
        var environment: [String: String] = [:]
        for (keyword, value) in parameters.all {
            if let variable = Self.variables[keyword] {
                environment[variable] = value
            } else if !Self.ours.contains(keyword) {
                throw OpeningError(
                    place: place,
                    reason: .wrongAddress("'\(keyword)' can't be handed on to another program; leave it out here.")
                )
            }
        }
        return environment
    }

    /// What only a service that keeps connections needs.
    private static let ours: Set<String> = [
        "client_encoding", "fallback_application_name", "tcp_user_timeout", "keepalives", "keepalives_idle",
        "keepalives_interval", "keepalives_count",
    ]

    /// libpq, "Environment Variables".
    private static let variables = [
        "host": "PGHOST", "hostaddr": "PGHOSTADDR", "port": "PGPORT", "dbname": "PGDATABASE", "user": "PGUSER",
        "password": "PGPASSWORD", "passfile": "PGPASSFILE", "require_auth": "PGREQUIREAUTH",
        "channel_binding": "PGCHANNELBINDING", "service": "PGSERVICE", "options": "PGOPTIONS",
        "application_name": "PGAPPNAME", "sslmode": "PGSSLMODE", "sslcert": "PGSSLCERT", "sslkey": "PGSSLKEY",
        "sslcertmode": "PGSSLCERTMODE", "sslrootcert": "PGSSLROOTCERT", "sslcrl": "PGSSLCRL",
        "sslcrldir": "PGSSLCRLDIR", "sslsni": "PGSSLSNI", "sslcompression": "PGSSLCOMPRESSION",
        "ssl_min_protocol_version": "PGSSLMINPROTOCOLVERSION",
        "ssl_max_protocol_version": "PGSSLMAXPROTOCOLVERSION", "requirepeer": "PGREQUIREPEER",
        "gssencmode": "PGGSSENCMODE", "krbsrvname": "PGKRBSRVNAME", "gsslib": "PGGSSLIB",
        "connect_timeout": "PGCONNECT_TIMEOUT", "target_session_attrs": "PGTARGETSESSIONATTRS",
        "load_balance_hosts": "PGLOADBALANCEHOSTS",
    ]
}
