import Nameplate
import PostgresStore
import TestDatabase
import Testing

/// The ways to a database: by TLS, to one of several servers, through a pooler.
struct PostgresRouteTests {
    @Test func `a server is believed only with the right certificate for the right host`() async throws {
        try await PostgresPlace.withServer({ $0.tls = true }) { place in
            let server = place.server
            let name = PostgresServer.name(in: place.url)
            func url(_ host: String, _ options: String) -> String {
                server.url(of: name, host: host) + "?\(options)"
            }
            let trusting = "sslrootcert=\(server.certificateAuthority)"
            let store = try await place.open(url("localhost", "sslmode=verify-full&\(trusting)"))
            try await store.begin()
            let encrypted = "SELECT bool_and(ssl) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE usename = "
            #expect(try await place.value(encrypted + "'\(PostgresServer.role)'") == "t")

            let otherHost = try await Opening(of: url("127.0.0.1", "sslmode=verify-full&\(trusting)"))
            #expect(otherHost.says("does not match host name"))
            let other = try await PostgresServer.start { $0.tls = true }
            let stranger = "sslmode=verify-full&sslrootcert=\(other.certificateAuthority)"
            let otherAuthority = try await Opening(of: url("localhost", stranger))
            #expect(otherAuthority.says("certificate verify failed"))
            let nothing = try await Opening(of: url("localhost", "sslmode=verify-full&sslrootcert=/nowhere/ca.crt"))
            #expect(nothing.says("/nowhere/ca.crt"))
            for opening in [otherHost, otherAuthority, nothing] {
                guard case .refused = opening.reason else {
                    Issue.record("\(opening.error)")
                    continue
                }
                #expect(!opening.says(place.url.password))
            }
            try await other.remove()
        }
    }

    @Test func `a server without TLS is refused where it is asked for`() async throws {
        try await PostgresPlace.withNew { place in
            let opening = try await Opening(of: place.url + "?sslmode=require")
            #expect(opening.says("server does not support SSL"))
        }
    }

    @Test func `of several servers the one that takes writes is found, and again after it has changed`() async throws {
        try await PostgresPlace.withServer { place in
            let (primary, name) = (place.server, PostgresServer.name(in: place.url))
            let standby = try await PostgresServer.makeStandby(of: primary, synchronous: false)
            #expect(try await Opening(of: standby.url(of: name)).reason == .readOnly)
            let both = standby.url(of: name).replacing(
                "\(standby.port)/",
                with: "\(standby.port),127.0.0.1:\(primary.port)/"
            )
            let store = try await place.open(both)
            try await store.begin()
            #expect(try await primary.run("SELECT count(*) FROM nameplate.profile", in: both) == [["1"]])
            try await primary.run(
                """
                DO $$ BEGIN
                    WHILE (SELECT replay_lsn FROM pg_stat_replication) < pg_current_wal_lsn() LOOP
                        PERFORM pg_sleep(0.01);
                        PERFORM pg_stat_clear_snapshot();
                    END LOOP;
                END $$
                """
            )
            try await primary.kill()
            try await standby.promote()
            try await until("the new primary takes changes") {
                do {
                    _ = try await store.change(.rename(.ada, to: "Countess"))
                    return true
                } catch StoreError.unavailable {
                    return false
                }
            }
            #expect(try await store.profile(of: .ada)?.version == 2)
            try await until("the feed is heard again") { store.isCurrent }
            try await store.close()
            try await standby.remove()
        }
    }

    @Test(arguments: [PgBouncer.Mode.transaction, .statement])
    func `a pooler that gives each transaction another session is refused`(mode: PgBouncer.Mode) async throws {
        try await PostgresPlace.withNew { place in
            let bouncer = try await PgBouncer(mode, before: place.server)
            // Whether it is idle or others are at work, and however often it is tried.
            for _ in 0..<5 {
                let opening = try await Opening(of: bouncer.url(of: place.url))
                #expect(opening.reason == .pooler, "\(opening.error)")
            }
            #expect(try await place.value("SELECT count(*) FROM pg_namespace WHERE nspname = 'nameplate'") == "0")
            try await bouncer.remove()
        }
    }

    @Test func `a pooler that keeps sessions apart is as good as the server`() async throws {
        try await PostgresPlace.withNew { place in
            let bouncer = try await PgBouncer(.session, before: place.server)
            let store = try await place.open(bouncer.url(of: place.url))
            let direct = try await place.open()
            let feed = Feed(of: store)
            try await direct.begin()
            await feed.until { $0.contains(.profile(.ada, version: 1)) }
            #expect(store.isCurrent)
            try await withThrowingTaskGroup { group in
                for index in 0..<100 {
                    group.addTask { _ = try await store.change(.rename(.ada, to: "Ada \(index)")) }
                    group.addTask { _ = try await store.signIn(Browser().signIn(.ada)) }
                }
                try await group.waitForAll()
            }
            #expect(try await direct.profile(of: .ada)?.version == 101)
            try await store.close()
            try await bouncer.remove()
        }
    }
}
