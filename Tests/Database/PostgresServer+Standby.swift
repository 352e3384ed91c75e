import Synchronization

extension PostgresServer {
    /// A copy of a running server that follows it, and that it waits for with every commit from now on.
    ///
    /// It has the primary's settings, roles and certificates, and a port and a folder of its own.
    package static func makeStandby(
        of primary: PostgresServer,
        named name: String = "standby",
        synchronous: Bool = true
    ) async throws -> PostgresServer {
        var options = primary.options
        options.settings = primary.settings.withLock(\.self)
        options.settings["synchronous_standby_names"] = nil
        // So that a standby that was away for a while can follow again.
        try await primary.set(["wal_keep_size": "512MB"])
        let standby = try await PostgresServer(options, password: primary.password)
        try await standby.copy(primary, as: name)
        try await standby.start()
        if synchronous { try await primary.set(["synchronous_standby_names": name]) }
        try await primary.waitForStandby(name, state: synchronous ? "sync" : "async")
        return standby
    }

    /// Makes a standby a primary, and returns when it takes changes.
    package func promote() async throws {
        try await control("promote")
    }

    private func copy(_ primary: PostgresServer, as name: String) async throws {
        let place = "host=\(primary.folder.path) port=\(primary.port) user=postgres application_name=\(name)"
        try await folder.run(
            programs.path("pg_basebackup"),
            [
                "--dbname=\(place)", "--pgdata=data", "--checkpoint=fast", "--wal-method=stream", "--no-sync",
                "--write-recovery-conf",
            ]
        )
        guard options.tls else { return }
        try await folder.run("cp", ["ca.crt", "server.crt", "server.key"].map(primary.file) + ["."])
    }

    /// The waiting is the server's own.
    private func waitForStandby(_ name: String, state: String) async throws {
        try await run(
            """
            SET statement_timeout = '60s';
            DO $$ BEGIN
                WHILE NOT EXISTS (
                    SELECT FROM pg_stat_replication
                    WHERE application_name = '\(name)' AND state = 'streaming' AND sync_state = '\(state)'
                ) LOOP
                    PERFORM pg_sleep(0.01);
                    PERFORM pg_stat_clear_snapshot();
                END LOOP;
            END $$;
            """
        )
    }
}
