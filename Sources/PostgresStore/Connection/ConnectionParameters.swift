/// How to connect: what the operator's URL says, and what it leaves to us.
struct ConnectionParameters: Sendable {
    let all: [(keyword: String, value: String)]

    /// - Throws: ``PostgresError`` when it is no connection URI.
    init(url: String) throws(PostgresError) {
        var parts = try Self.parse(url)
        for (keyword, value) in Self.standard where !parts.contains(where: { $0.keyword == keyword }) {
            parts.append((keyword, value))
        }
        parts.removeAll { $0.keyword == "client_encoding" }
        parts.append(("client_encoding", "UTF8"))
        all = parts
    }

    /// What libpq would do without these is made for people at a terminal.
    private static let standard = [
        // With several hosts, the one that takes writes; with one, a clear error if it doesn't.
        ("target_session_attrs", "read-write"),
        ("connect_timeout", "3"),
        ("fallback_application_name", "nameplate"),
        // A host that vanished without a word is noticed in seconds and not in the kernel's quarter of an hour.
        ("tcp_user_timeout", "6000"),
        ("keepalives_idle", "5"),
        ("keepalives_interval", "2"),
        ("keepalives_count", "3"),
    ]

    /// What every session begins with.
    ///
    /// - All statements find their rows by an index, whatever their values: one plan serves for ever, though it was made
    ///   while the tables were empty. Left to itself the server would plan anew for each array, which takes longer than
    ///   what it plans; and no compiler is worth its while.
    /// - An answered change is on the disk, so a server that would answer before is overruled.
    /// - What a database or a role has set for its sessions doesn't change how values are written.
    let setUp = Statement(
        """
        SELECT set_config('search_path', 'nameplate', false),
            set_config('statement_timeout', '5000', false),
            set_config('lock_timeout', '2000', false),
            set_config('idle_in_transaction_session_timeout', '5000', false),
            set_config('default_transaction_isolation', 'read committed', false),
            set_config('bytea_output', 'hex', false),
            set_config('array_nulls', 'on', false),
            set_config('enable_seqscan', 'off', false),
            set_config('enable_hashjoin', 'off', false),
            set_config('enable_mergejoin', 'off', false),
            set_config('jit', 'off', false),
            set_config('plan_cache_mode', 'force_generic_plan', false),
            CASE current_setting('synchronous_commit')
                WHEN 'off' THEN set_config('synchronous_commit', 'on', false) END
        """
    )

    /// Where the server is, without what is secret.
    var place: String {
        func value(_ keyword: String) -> String? { all.first { $0.keyword == keyword }?.value }
        let hosts = (value("host") ?? value("hostaddr") ?? "").split(separator: ",", omittingEmptySubsequences: false)
        let ports = (value("port") ?? "").split(separator: ",", omittingEmptySubsequences: false)
        let servers = hosts.enumerated().map { index, host in
            let port = ports.count == 1 ? ports[0] : index < ports.count ? ports[index] : ""
            return port.isEmpty ? "\(host)" : "\(host):\(port)"
        }
        return "postgres://\(servers.joined(separator: ","))/\(value("dbname") ?? "")"
    }
}
