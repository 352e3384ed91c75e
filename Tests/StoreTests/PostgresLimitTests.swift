import Nameplate
import PostgresStore
import TestDatabase
import Testing

/// What happens at the limits: of connections, of time, and of those who may wait.
struct PostgresLimitTests {
    @Test(arguments: [4, 5, 6])
    func `a store that wants twenty connections serves everything with the few it gets`(places: Int) async throws {
        try await PostgresPlace.withNew { place in
            let store = try await place.open(try await place.url(ofRoleWith: places, granting: true), connections: 20)
            // Those who read come first and would take every place.
            for round in 0..<3 {
                try await withThrowingTaskGroup { group in
                    for _ in 0..<40 { group.addTask { _ = try await store.profile(of: .ada) } }
                    try await group.waitForAll()
                }
                try await withThrowingTaskGroup { group in
                    for index in 0..<40 {
                        group.addTask { try await store.begin(UserID(stored: "user-\(round)-\(index)")) }
                        group.addTask { _ = try await store.profile(of: .ada) }
                    }
                    try await group.waitForAll()
                }
                // Whoever comes first takes a place; the feed and the changes must get theirs back.
                try await place.cut(where: "usename LIKE 'guest%'")
            }
            try await until("the feed is heard") { store.isCurrent }
            try await store.begin()
            #expect(try await place.value("SELECT count(*) FROM nameplate.profile") == "121")
        }
    }

    @Test func `changes get a place of the readers when others have taken their own`() async throws {
        try await PostgresPlace.withNew { place in
            let url = try await place.url(ofRoleWith: 6, granting: true)
            let store = try await place.open(url, connections: 20)
            try await store.begin()
            let lock = try await DatabaseLock.onTable("credential", at: place)
            try await withThrowingTaskGroup { group in
                for _ in 0..<2 { group.addTask { _ = try? await store.credential(of: .ada) } }
                try await place.until(
                    "2 = (SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock')"
                )
                try await lock.release()
                try await group.waitForAll()
            }
            let changes = """
                query = 'COMMIT' AND state_change < clock_timestamp() - interval '1 s' AND usename LIKE 'guest%'
                """
            try await place.until("EXISTS (SELECT FROM pg_stat_activity WHERE \(changes))")
            try await place.cut(where: changes)
            let others = (0..<2).map { _ in Task { try await place.server.run("SELECT pg_sleep(600)", at: url) } }
            try await place.until(
                "2 = (SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep')"
            )
            #expect(try await store.change(.rename(.ada, to: "Countess")).profile.version == 2)
            #expect(try await store.profile(of: .ada)?.version == 2)
            for other in others { other.cancel() }
            for other in others { _ = await other.result }
        }
    }

    @Test func `a store waits for places that another has taken, and gets them`() async throws {
        try await PostgresPlace.withNew { place in
            let url = try await place.url(ofRoleWith: 9, granting: true)
            let greedy = try await place.open(url, connections: 9)
            try await withThrowingTaskGroup { group in
                let lock = try await DatabaseLock.onTable("credential", at: place)
                // Whether they get what they ask for before they have waited for too long is not the point.
                for _ in 0..<6 { group.addTask { _ = try? await greedy.credential(of: .ada) } }
                try await place.until(
                    "6 = (SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock')"
                )
                try await lock.release()
                try await group.waitForAll()
            }
            #expect(try await Opening(of: url).reason == .crowded)
            try await greedy.begin()
            try await greedy.close()
            try await place.open(url, connections: 20).begin(.grace)
        }
    }

    @Test func `a statement that takes too long is given up, and the next works`() async throws {
        try await PostgresPlace.withNew { place in
            let store = try await place.open()
            try await store.begin()
            try await place.run(
                """
                CREATE FUNCTION nameplate.dawdle() RETURNS trigger LANGUAGE plpgsql AS
                    'BEGIN PERFORM pg_sleep(60); RETURN NEW; END';
                CREATE TRIGGER dawdle BEFORE UPDATE ON nameplate.profile
                    FOR EACH ROW WHEN (NEW.display_name = 'Slow') EXECUTE FUNCTION nameplate.dawdle();
                """
            )
            let begun = ContinuousClock.now
            let refusal = await #expect(throws: StoreError.self) {
                try await store.change(.rename(.ada, to: "Slow"))
            }
            #expect(refusal?.isUnavailable == true)
            #expect(ContinuousClock.now - begun < .seconds(15))
            #expect(try await store.change(.rename(.ada, to: "Swift")).profile.version == 2)
            #expect(try await store.delivery()?.wantedVersion == 2)
        }
    }

    @Test func `a row that somebody holds fails those who need it in seconds, and nobody else`() async throws {
        try await PostgresPlace.withNew { place in
            let store = try await place.open()
            for user in [UserID.ada, .grace, .alan] { try await store.begin(user) }
            let lock = try await DatabaseLock.onProfile(of: .ada, at: place)
            let begun = ContinuousClock.now
            try await withThrowingTaskGroup { group in
                group.addTask {
                    let refusal = await #expect(throws: StoreError.self) {
                        try await store.change(.rename(.ada, to: "Countess"))
                    }
                    #expect(refusal?.isUnavailable == true)
                }
                for user in [UserID.grace, .alan] {
                    for index in 0..<20 {
                        group.addTask { _ = try await store.change(.rename(user, to: "X \(index)")) }
                    }
                }
                try await group.waitForAll()
            }
            #expect(ContinuousClock.now - begun < .seconds(15))
            try await lock.release()
            #expect(try await store.change(.rename(.ada, to: "Countess")).profile.version == 2)
            #expect(try await store.profile(of: .grace)?.version == 21)
        }
    }

    @Test func `a server that stands still is given up in seconds, and goes on where it stood`() async throws {
        try await PostgresPlace.withServer { place in
            let store = try await place.open()
            try await store.begin()
            _ = try await store.signIn(Browser().signIn(.ada))
            try await until("the feed is heard") { store.isCurrent }
            try await place.server.freeze()
            let begun = ContinuousClock.now
            let refused = try await withThrowingTaskGroup { group in
                for index in 0..<30 {
                    group.addTask { await isUnavailable { _ = try await store.profile(of: .ada) } }
                    group.addTask {
                        await isUnavailable { _ = try await store.change(.rename(.ada, to: "Ada \(index)")) }
                    }
                }
                group.addTask {
                    try await until("nobody trusts what is remembered") { !store.isCurrent }
                    #expect(ContinuousClock.now - begun < .seconds(5))
                    return true
                }
                return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(refused == 61)
            #expect(ContinuousClock.now - begun < .seconds(30))
            #expect(!store.isCurrent)
            try await place.server.thaw()
            try await until("the feed is heard") { store.isCurrent }
            let profile = try #require(try await store.profile(of: .ada))
            #expect(profile.version == 1)
            #expect(try await store.change(.rename(.ada, to: "Countess")).profile.version == 2)
        }
    }

    @Test func `who comes when ten thousand wait is refused at once`() async throws {
        try await PostgresPlace.withNew { place in
            let store = try await place.open(connections: 4)
            let lock = try await DatabaseLock.onTable("credential", at: place)
            let refused = try await withThrowingTaskGroup { group in
                for _ in 0..<10_200 {
                    group.addTask {
                        do {
                            _ = try await store.credential(of: .ada)
                            return false
                        } catch {
                            return error as? StoreError == .unavailable("Too much waits for the database.")
                        }
                    }
                }
                // While the only connection waits, nobody is answered but who is refused.
                #expect(try await group.next() == true)
                try await lock.release()
                return try await group.reduce(into: 1) { $0 += $1 ? 1 : 0 }
            }
            #expect((199...200).contains(refused))
            try await store.check()
        }
    }
}

private func isUnavailable(_ body: () async throws -> Void) async -> Bool {
    do {
        try await body()
        return false
    } catch StoreError.unavailable {
        return true
    } catch {
        return false
    }
}
