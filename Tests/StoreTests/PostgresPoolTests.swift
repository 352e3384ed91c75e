import Nameplate
import PostgresStore
import Synchronization
import TestDatabase
import Testing

/// Connections: shared fairly, replaced when they are cut, and bounded in what they wait for.
struct PostgresPoolTests {
    @Test func `what is more than there are connections is served, and nothing is lost`() async throws {
        try await PostgresPlace.withNew { place in
            let store = try await place.open(connections: 5)
            try await store.begin()
            let (browsers, versions) = try await withThrowingTaskGroup(of: (SessionID?, Int64?).self) { group in
                // So many that a busy machine serves them before the pool's patience ends.
                for index in 0..<100 {
                    group.addTask { (nil, try await store.change(.rename(.ada, to: "Ada \(index)")).profile.version) }
                    group.addTask {
                        let browser = Browser()
                        _ = try await store.signIn(browser.signIn(.ada, limits: SessionLimits(perUser: 1000)))
                        return (browser.id, nil)
                    }
                    group.addTask {
                        let profile = try await store.profile(of: .ada)
                        #expect(profile != nil)
                        return (nil, nil)
                    }
                }
                return try await group.reduce(into: ([SessionID?](), [Int64?]())) { found, one in
                    found.0.append(one.0)
                    found.1.append(one.1)
                }
            }
            #expect(versions.compactMap(\.self).sorted() == Array(2...101))
            let stored = try await store.sessions(of: .ada, at: .start).map(\.id)
            #expect(Set(stored) == Set(browsers.compactMap(\.self)))
            let used =
                "SELECT count(*) FROM pg_stat_activity WHERE usename = 'nameplate' AND datname = current_database()"
            #expect(try await place.value(used) == "5")
        }
    }

    @Test func `who comes first is served first`() async throws {
        try await PostgresPlace.withNew { place in
            let store = try await place.open(connections: 4)
            let lock = try await DatabaseLock.onTable("credential", at: place)
            // The only connection of the pool waits for the lock; those behind it must come in their order.
            let order = Order()
            try await withThrowingTaskGroup { group in
                // So few that they are here before a busy machine gives up waiting for the lock.
                for index in 0..<16 {
                    let (begun, begin) = AsyncStream<Void>.makeStream()
                    group.addTask {
                        begin.yield()
                        _ = try await store.credential(of: .ada)
                        await order.note(index)
                    }
                    for await _ in begun { break }
                    if index == 0 {
                        let isHere = "datname = current_database()"
                        try await place.until(
                            "EXISTS (SELECT FROM pg_stat_activity WHERE \(isHere) AND wait_event_type = 'Lock')"
                        )
                    }
                }
                try await lock.release()
                try await group.waitForAll()
            }
            // The answers' tasks are free to overtake each other, more so on a busy machine.
            let noted = await order.noted
            #expect(noted.enumerated().allSatisfy { abs($0.offset - $0.element) < 8 }, "\(noted)")
        }
    }

    @Test func `connections that were cut while nothing was asked of them are replaced unseen`() async throws {
        try await PostgresPlace.withNew { place in
            let store = try await place.open()
            try await store.begin()
            for round in 0..<5 {
                try await withThrowingTaskGroup { group in
                    for _ in 0..<20 { group.addTask { _ = try await store.profile(of: .ada) } }
                    try await group.waitForAll()
                }
                try await place.cut()
                // Each is all that its transaction says to the server.
                try await store.renew(.first, until: .after(.seconds(12)), at: .start)
                _ = try await store.change(.rename(.ada, to: "Ada \(round)"))
                try await store.recordPulls([Pull(network: .labs, user: .ada, version: 1, at: .start)])
                #expect(try await store.profile(of: .ada)?.version == Int64(round + 2))
                _ = try await store.signIn(Browser().signIn(.ada))
            }
            #expect(try await store.sessions(of: .ada, at: .start).count == 5)
        }
    }

    @Test func `connections that are cut in the middle of everything lose nothing that was answered`() async throws {
        try await PostgresPlace.withNew { place in
            let store = try await place.open(connections: 8)
            try await store.begin()
            let isOver = Flag()
            let answers = try await withThrowingTaskGroup { group in
                for index in 0..<16 {
                    group.addTask {
                        await Answers(until: isOver) { try await Self.rename("Ada \(index)-\($0)", at: store) }
                    }
                    group.addTask { await Answers(until: isOver) { _ in try await Self.signInAndLook(at: store) } }
                }
                group.addTask {
                    defer { isOver.raise() }
                    try await Self.cutAgainAndAgain(place)
                    return Answers()
                }
                return try await group.reduce(into: Answers()) { $0.add($1) }
            }
            // Who is cut off at each try, on a machine that is slower than the cutting, is refused; that is the exception.
            #expect(answers.refused < answers.versions.count)
            let profile = try #require(try await store.profile(of: .ada))
            #expect(Set(answers.versions).count == answers.versions.count)
            #expect(profile.version <= Int64(1 + answers.versions.count + answers.uncertain))
            #expect(answers.versions.allSatisfy { $0 <= profile.version })
            let rows = try await place.run("SELECT version FROM nameplate.activity WHERE version > 0 ORDER BY version")
            #expect(rows.map { $0[0] } == (1...profile.version).map(String.init))
            #expect(try await store.delivery()?.wantedVersion == profile.version)
        }
    }

    @Test func `a server that is stopped and started again is found, and what it missed is not remembered`()
        async throws
    {
        try await PostgresPlace.withServer { place in
            let store = try await place.open()
            try await store.begin()
            let feed = Feed(of: store)
            try await place.server.stop(.immediate)
            for _ in 0..<3 {
                await #expect(throws: StoreError.self) { try await store.profile(of: .ada) }
                await #expect(throws: StoreError.self) { try await store.change(.rename(.ada, to: "X")) }
            }
            try await until("nobody trusts what is remembered") { !store.isCurrent }
            try await place.server.start()
            await feed.until { $0.contains(.anything) }
            try await until("the feed is heard") { store.isCurrent }
            #expect(try await store.profile(of: .ada)?.version == 1)
            #expect(try await store.change(.rename(.ada, to: "Countess")).profile.version == 2)
        }
    }

    @Test func `a server that was away while nobody asked for anything was never away`() async throws {
        try await PostgresPlace.withServer { place in
            let store = try await place.open()
            try await store.begin()
            // It says nothing to its clients when it goes.
            try await place.server.kill()
            try await until("its silence is noticed") { !store.isCurrent }
            try await place.server.start()
            try await until("the feed is heard again") { store.isCurrent }
            _ = try await store.change(.rename(.ada, to: "Countess"))
            try await store.renew(.first, until: .after(.seconds(12)), at: .start)
            try await store.recordPulls([Pull(network: .labs, user: .ada, version: 1, at: .start)])
            #expect(try await store.delivery()?.pulledVersion == 1)
        }
    }

    @Test func `a session that ends before its COMMIT is no reason for an error`() async throws {
        try await PostgresPlace.withNew { place in
            let store = try await place.open()
            try await store.begin()
            // A sequence remembers what a transaction that was undone has drawn from it.
            try await place.run(
                """
                CREATE SEQUENCE nameplate.tries;
                GRANT USAGE ON SEQUENCE nameplate.tries TO PUBLIC;
                CREATE FUNCTION nameplate.stumble() RETURNS trigger LANGUAGE plpgsql AS '
                    BEGIN
                        IF nextval(''nameplate.tries'') < 3 THEN
                            PERFORM pg_terminate_backend(pg_backend_pid());
                            PERFORM pg_sleep(60);
                        END IF;
                        RETURN NEW;
                    END';
                CREATE TRIGGER stumble BEFORE UPDATE ON nameplate.profile
                    FOR EACH ROW EXECUTE FUNCTION nameplate.stumble();
                """
            )
            #expect(try await store.change(.rename(.ada, to: "Countess")).profile.version == 2)
            #expect(try await place.value("SELECT last_value FROM nameplate.tries") == "3")
            #expect(try await place.value("SELECT count(*) FROM nameplate.activity") == "2")
        }
    }

    /// Cuts everything fifteen times, each time when forty more changes were made.
    private static func cutAgainAndAgain(_ place: PostgresPlace) async throws {
        try await place.run(
            """
            SET statement_timeout = '120s';
            DO $$ DECLARE seen bigint = 0; BEGIN
                FOR round IN 1..15 LOOP
                    WHILE seen + 40 > (SELECT version FROM nameplate.profile WHERE user_id = 'ada') LOOP
                        PERFORM pg_sleep(0.001);
                    END LOOP;
                    PERFORM pg_stat_clear_snapshot();
                    PERFORM pg_terminate_backend(pid) FROM pg_stat_activity
                    WHERE datname = current_database() AND pid <> pg_backend_pid();
                    SELECT version INTO seen FROM nameplate.profile WHERE user_id = 'ada';
                END LOOP;
            END $$
            """
        )
    }

    private static func rename(_ name: String, at store: PostgresStore) async throws -> Int64? {
        try await store.change(.rename(.ada, to: name)).profile.version
    }

    private static func signInAndLook(at store: PostgresStore) async throws -> Int64? {
        let browser = Browser()
        _ = try await store.signIn(browser.signIn(.ada))
        _ = try await store.profile(of: .ada)
        return nil
    }
}

/// What came of many changes.
private struct Answers {
    var versions: [Int64] = []
    var uncertain = 0
    var refused = 0

    init() {}

    init(until isOver: Flag, _ body: (Int) async throws -> Int64?) async {
        var count = 0
        while !isOver.isRaised {
            count += 1
            do {
                if let version = try await body(count) { versions.append(version) }
            } catch StoreError.uncertain {
                uncertain += 1
            } catch {
                refused += 1
            }
        }
    }

    mutating func add(_ other: Answers) {
        versions += other.versions
        uncertain += other.uncertain
        refused += other.refused
    }
}

private final class Flag: Sendable {
    private let state = Mutex(false)
    var isRaised: Bool { state.withLock(\.self) }

    func raise() { state.withLock { $0 = true } }
}

private actor Order {
    private(set) var noted: [Int] = []

    func note(_ number: Int) { noted.append(number) }
}
