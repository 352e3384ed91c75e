import Synchronization

extension PostgresServer {
    /// For speed: what a test commits must outlive the server, not the machine.
    private static let usual = [
        "listen_addresses": "127.0.0.1",
        "fsync": "off",
        "full_page_writes": "off",
        "autovacuum": "off",
        "max_connections": "1000",
        "max_wal_size": "512MB",
        // Not /dev/shm, where a killed server would leave it for ever.
        "dynamic_shared_memory_type": "mmap",
        "log_line_prefix": "%m [%p] %q%u@%d ",
    ]

    /// Changes settings that need no restart, and returns when they hold.
    package func set(_ changes: [String: String]) async throws {
        settings.withLock { $0.merge(changes) { $1 } }
        try configure()
        let loaded = try await run("SELECT pg_conf_load_time()")
        try await control("reload")
        // Each look takes as long as a new connection, whose settings are the postmaster's.
        for _ in 0..<1000 where try await run("SELECT pg_conf_load_time()") != loaded { return }
        throw CommandFailure(command: "set \(changes)", status: "not loaded", said: log())
    }

    /// Writes the files that it is started with.
    func configure() throws {
        var all = Self.usual
        if options.tls {
            all["ssl"] = "on"
            all["ssl_cert_file"] = file("server.crt")
            all["ssl_key_file"] = file("server.key")
        }
        all.merge(settings.withLock(\.self)) { $1 }
        all["port"] = "\(port)"
        all["unix_socket_directories"] = folder.path
        all["hba_file"] = file("hba.conf")
        let lines = all.sorted { $0.key < $1.key }.map { "\($0.key) = '\($0.value)'\n" }
        try folder.write(lines.joined(), to: "server.conf")
        try folder.write(hba.map { $0 + "\n" }.joined(), to: "hba.conf")
    }

    private var hba: [String] {
        // The socket's folder is closed to others, so whoever reaches it may look from outside, as the superuser.
        ["local all postgres trust", "local replication postgres trust"] + options.hba + [
            "local all all \(options.authentication.rawValue)",
            "host all all 127.0.0.1/32 \(options.authentication.rawValue)",
        ]
    }

    func file(_ name: String) -> String { "\(folder.path)/\(name)" }
}
