import Nameplate
import PostgresStore
import TestDatabase
import Testing

/// What may be wrong with a database when a store is opened there, and what is said of it.
struct PostgresOpeningTests {
    @Test func `a wrong password, an unknown user and an unknown database are refused at once`() async throws {
        try await PostgresPlace.withNew { place in
            for url in [
                place.url.signedIn(as: PostgresServer.role, "open-sesame"),
                place.url.signedIn(as: "nobody", "open-sesame"),
                place.url.naming("elsewhere"),
            ] {
                let opening = try await Opening(of: url, patience: .seconds(60))
                guard case .refused = opening.reason else {
                    Issue.record("\(opening.error)")
                    continue
                }
                #expect(opening.waited.isEmpty)
                #expect(!opening.says("open-sesame"))
                #expect(!opening.says(place.url.password))
                #expect(opening.says("127.0.0.1:\(place.server.port)/"))
            }
        }
    }

    @Test func `a server that isn't there is waited for, once told`() async throws {
        let opening = try await Opening(of: "postgres://ada:open-sesame@127.0.0.1:1/x", patience: .seconds(1))
        guard case .unreachable(let detail) = opening.reason else {
            Issue.record("\(opening.error)")
            return
        }
        #expect(detail.contains("Connection refused"))
        #expect(opening.waited.count == 1)
        #expect(!opening.says("open-sesame"))
    }

    @Test func `a host that has no address is unreachable`() async throws {
        let opening = try await Opening(of: "postgres://ada@nowhere.invalid/x")
        guard case .unreachable = opening.reason else {
            Issue.record("\(opening.error)")
            return
        }
    }

    @Test func `a server that comes later is found`() async throws {
        try await PostgresPlace.withServer { place in
            try await place.server.stop()
            let (told, tell) = AsyncStream<String>.makeStream()
            async let opening = PostgresStore(
                PostgresAddress(place.url),
                connections: 4,
                patience: .seconds(120),
                clock: { .start },
                waiting: { tell.yield($0) }
            )
            for await text in told {
                #expect(text.contains("Trying again for 120 s."))
                break
            }
            try await place.server.start()
            let store = try await opening
            try await store.check()
            try await store.close()
        }
    }

    @Test func `a database that takes no writes is named as one`() async throws {
        try await PostgresPlace.withNew { place in
            let name = PostgresServer.name(in: place.url)
            try await place.run("ALTER DATABASE \(name) SET default_transaction_read_only = on")
            let opening = try await Opening(of: place.url, patience: .milliseconds(500))
            #expect(opening.reason == .readOnly)
            #expect(opening.waited.count == 1)
            // Whoever asks for any server must not be told that it is another's fault.
            let any = try await Opening(of: place.url + "?target_session_attrs=any")
            #expect(any.reason == .readOnly)
        }
    }

    @Test(arguments: [1, 2, 3])
    func `a server with too few places says so`(places: Int) async throws {
        try await PostgresPlace.withNew { place in
            let url = try await place.url(ofRoleWith: places, granting: true)
            let opening = try await Opening(of: url, connections: 20)
            #expect(opening.reason == .crowded)
        }
    }

    @Test func `a server that is full is waited for`() async throws {
        try await PostgresPlace.withServer({ $0.settings["max_connections"] = "7" }) { place in
            let first = try await place.open(connections: 5)
            try await first.begin()
            // Three are the superuser's, so the first store has all others: feed, pulse, changes and one.
            let opening = try await Opening(of: place.url, patience: .seconds(1))
            #expect(opening.reason == .crowded)
            #expect(opening.waited.count == 1)
            try await first.check()
        }
    }

    @Test func `another program's schema of our name is refused untouched`() async throws {
        for table in ["reader (id int)", "migration (id int, name text)", "migration (number text)"] {
            try await PostgresPlace.withNew { place in
                try await place.run("CREATE SCHEMA nameplate AUTHORIZATION \(PostgresServer.role)")
                try await place.run("SET ROLE \(PostgresServer.role); CREATE TABLE nameplate.\(table)")
                #expect(try await Opening(of: place.url).reason == .foreignDatabase, "\(table)")
                let tables = "SELECT count(*) FROM pg_class WHERE relnamespace = 'nameplate'::regnamespace"
                #expect(try await place.value(tables) == "1")
            }
        }
    }

    @Test func `a newer schema is refused untouched`() async throws {
        try await PostgresPlace.withNew { place in
            try await place.open().close()
            try await place.run("INSERT INTO nameplate.migration VALUES (99, 0)")
            let opening = try await Opening(of: place.url)
            guard case .newerSchema(99, _) = opening.reason else {
                Issue.record("\(opening.error)")
                return
            }
        }
    }

    @Test func `who may not create the schema is told so, and may use one that is there`() async throws {
        try await PostgresPlace.withNew { place in
            let guest = try await place.url(ofRoleWith: 20)
            let opening = try await Opening(of: guest)
            #expect(opening.says("permission denied for database"))
            #expect(opening.says("right to create a schema"))
            try await place.open().close()
            let role = guest.split(separator: ":")[1].dropFirst(2)
            #expect(try await Opening(of: guest).says("permission denied for schema nameplate"))
            try await place.run(
                """
                GRANT USAGE ON SCHEMA nameplate TO \(role);
                GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA nameplate TO \(role);
                GRANT USAGE ON SEQUENCE nameplate.activity_id TO \(role);
                """
            )
            try await place.open(guest).begin()
        }
    }

    @Test func `a database of another encoding is refused`() async throws {
        try await PostgresPlace.withNew { place in
            let name = "bytes_\(UInt32.random(in: 0...(.max)))"
            try await place.run(
                """
                CREATE DATABASE \(name) OWNER \(PostgresServer.role) TEMPLATE template0 ENCODING 'SQL_ASCII'
                LOCALE 'C' LOCALE_PROVIDER libc
                """
            )
            let opening = try await Opening(of: place.url.naming(name))
            #expect(opening.says("SQL_ASCII"))
            try await place.server.dropDatabase(place.url.naming(name))
        }
    }

    @Test func `what a database or a role has set for all its sessions changes nothing`() async throws {
        try await PostgresPlace.withNew { place in
            let name = PostgresServer.name(in: place.url)
            for setting in [
                "bytea_output = 'escape'", "array_nulls = off", "search_path = 'public'", "statement_timeout = '1ms'",
                "default_transaction_isolation = 'serializable'", "enable_indexscan = off", "lock_timeout = '1ms'",
                "standard_conforming_strings = off", "synchronous_commit = off", "client_encoding = 'LATIN1'",
                "idle_in_transaction_session_timeout = '1ms'", "DateStyle = 'German'", "xmloption = 'document'",
                "default_transaction_deferrable = on", "row_security = off", "timezone = 'Asia/Kathmandu'",
            ] {
                try await place.server.run("ALTER DATABASE \(name) SET \(setting)")
            }
            let store = try await place.open()
            try await store.begin()
            _ = try await store.change(.patch(.ada, ["bio": .string(#"ÿ"\{}, NULL"#), "tags": .array([])]))
            let browser = Browser()
            let signedIn = try await store.signIn(browser.signIn(.ada))
            #expect(try await store.signedIn(browser.id) == signedIn)
            #expect(try await store.cycle(browser.cycle()) != nil)
            #expect(try await store.profile(of: .ada)?.fields.bio == #"ÿ"\{}, NULL"#)
            #expect(try await store.delivery()?.wantedAt == .start)
        }
    }

    @Test func `ten stores open the same empty database at once`() async throws {
        try await PostgresPlace.withNew { place in
            try await withThrowingTaskGroup { group in
                for index in 0..<10 {
                    group.addTask {
                        let store = try await place.open(connections: 4)
                        try await store.begin(UserID(stored: "user-\(index)"))
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await place.value("SELECT count(*) FROM nameplate.migration") == "2")
            #expect(try await place.value("SELECT count(*) FROM nameplate.profile") == "10")
        }
    }
}

extension PostgresPlace {
    /// The way in for a new role that may have so many connections, and no right to create anything.
    func url(ofRoleWith places: Int, granting rights: Bool = false) async throws -> String {
        let role = "guest_\(UInt32.random(in: 0...(.max)))"
        try await run("CREATE ROLE \(role) LOGIN PASSWORD 'guest' CONNECTION LIMIT \(places)")
        let name = PostgresServer.name(in: url)
        if rights { try await run("GRANT CREATE ON DATABASE \(name) TO \(role)") }
        return url.signedIn(as: role, "guest")
    }
}
